using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Weiyu.Bot.WebConsole;
using Xunit;

namespace Weiyu.Bot.Tests.WebConsole;

public sealed class TokenAttemptsTests
{
    private static readonly IPAddress Guesser = IPAddress.Parse("203.0.113.7");
    private readonly FakeTimeProvider _time = new();
    private readonly TokenAttempts _attempts;

    public TokenAttemptsTests() => _attempts = new TokenAttempts(_time, NullLogger<TokenAttempts>.Instance);

    [Fact]
    public void After_the_minute_an_address_is_listened_to_again()
    {
        for (var i = 0; i < TokenAttempts.Most; i++) _attempts.Failed(Guesser);
        Assert.True(_attempts.Wait(Guesser) > TimeSpan.Zero);

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(TimeSpan.Zero, _attempts.Wait(Guesser));
    }

    [Fact]
    public void Another_address_is_not_kept_waiting()
    {
        for (var i = 0; i < 100; i++) _attempts.Failed(Guesser);

        Assert.Equal(TimeSpan.Zero, _attempts.Wait(IPAddress.Loopback));
    }

    [Fact]
    public void Many_addresses_take_no_more_room_than_is_meant()
    {
        for (var i = 0; i < 50 * TokenAttempts.MaxAddresses; i++) _attempts.Failed(new IPAddress(i + 1L));

        _attempts.Failed(Guesser);
        Assert.Equal(TimeSpan.Zero, _attempts.Wait(Guesser));
    }
}
