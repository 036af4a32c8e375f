using Microsoft.Extensions.Time.Testing;
using Weiyu.Client.Mqtt;
using Xunit;

namespace Weiyu.Client.Tests.Mqtt;

public sealed class HeardTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Heard _heard;

    public HeardTests() => _heard = new Heard(_time);

    [Fact]
    public void Nothing_is_owed_before_anything_was_asked()
    {
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(TimeSpan.Zero, _heard.OwedFor);
    }

    [Fact]
    public void What_is_owed_counts_from_the_first_question_and_from_each_answer_anew()
    {
        _heard.Asked();
        _time.Advance(TimeSpan.FromSeconds(2));
        _heard.Asked();
        Assert.Equal(TimeSpan.FromSeconds(2), _heard.OwedFor);

        _heard.Answered();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), _heard.OwedFor);

        _heard.Answered();
        Assert.Equal(TimeSpan.Zero, _heard.OwedFor);
    }

    [Fact]
    public void The_answer_to_a_ping_settles_what_was_asked_before_it()
    {
        _heard.Asked();
        _heard.Asked();
        _time.Advance(TimeSpan.FromSeconds(3));

        _heard.Ponged();

        Assert.Equal(TimeSpan.Zero, _heard.OwedFor);
    }
}
