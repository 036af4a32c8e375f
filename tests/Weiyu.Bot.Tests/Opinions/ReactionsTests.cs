using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Opinions;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Tests.Opinions;

public sealed class ReactionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("👍", "up")]
    [InlineData("👍🏽", "up")]
    [InlineData("👍🏿", "up")]
    [InlineData("❤️", "up")]
    [InlineData("❤", "up")]
    [InlineData("+1", "up")]
    [InlineData(":thumbsup:", "up")]
    [InlineData("THUMBS_UP", "up")]
    [InlineData("👎", "down")]
    [InlineData("👎🏻", "down")]
    [InlineData("-1", "down")]
    [InlineData("thumbs_down", "down")]
    [InlineData("🤔", "other")]
    [InlineData("", "other")]
    [InlineData("👍👎", "other")]
    public void An_emoji_in_any_of_its_variants_is_one_opinion(string emoji, string opinion) => Assert.Equal(opinion, Reactions.Of(emoji));

    [Fact]
    public void The_same_again_takes_it_back_and_once_more_counts_again_without_being_told_again()
    {
        var state = new ConversationState();
        Assert.Equal(OpinionChange.New, Note(state, "👎"));
        Assert.Equal("down", Assert.Single(state.Opinions).Opinion);
        Assert.Equal(OpinionChange.TakenBack, Note(state, "👎"));
        Assert.Null(Assert.Single(state.Opinions).Opinion);
        Assert.Equal(OpinionChange.Again, Note(state, "👎"));
        Assert.Equal("down", Assert.Single(state.Opinions).Opinion);
    }

    [Fact]
    public void A_second_emoji_joins_the_first_and_the_last_one_counts()
    {
        var state = new ConversationState();
        Note(state, "👍");
        Assert.Equal(OpinionChange.Again, Note(state, "❤️"));
        Assert.Equal(OpinionChange.New, Note(state, "👎"));
        Assert.Equal("down", state.Opinions[0].Opinion);
        Assert.Equal(OpinionChange.TakenBack, Note(state, "👎"));
        Assert.Equal("up", state.Opinions[0].Opinion);
        Assert.Equal(OpinionChange.TakenBack, Note(state, ""));
        Assert.Null(state.Opinions[0].Opinion);
    }

    [Fact]
    public void What_is_told_twice_or_late_with_the_servers_time_counts_once()
    {
        var state = new ConversationState();
        Assert.Equal(OpinionChange.New, Note(state, "👎", stamp: 2_000));
        Assert.Equal(OpinionChange.Known, Note(state, "👎", stamp: 2_000));
        Assert.Equal(OpinionChange.Known, Note(state, "👍", stamp: 1_000));
        Assert.Equal(OpinionChange.TakenBack, Note(state, "👎", stamp: 3_000));
    }

    [Fact]
    public void A_vote_is_no_toggle_and_replaces_its_opposite()
    {
        var state = new ConversationState();
        Assert.Equal(OpinionChange.New, AnswerOpinions.Note(state, "a", "👍", isToggle: false, null, Now));
        Assert.Equal(OpinionChange.Known, AnswerOpinions.Note(state, "a", "👍", isToggle: false, null, Now));
        Assert.Equal(OpinionChange.New, AnswerOpinions.Note(state, "a", "👎", isToggle: false, null, Now));
        Assert.Equal(["👎"], Assert.Single(state.Opinions).Emojis);
    }

    [Fact]
    public void Opinions_and_emojis_are_bounded_and_survive_the_document()
    {
        var state = new ConversationState();
        for (var i = 0; i < 3 * AnswerOpinions.MaxAnswers; i++) AnswerOpinions.Note(state, $"a{i}", "👍", isToggle: true, null, Now);
        var endless = new string('x', 100);
        for (var i = 0; i < 3 * AnswerOpinions.MaxEmojis; i++) AnswerOpinions.Note(state, "last", $"{i}{endless}", isToggle: true, null, Now);

        var read = ConversationState.FromJson(state.ToJson());
        Assert.Equal(AnswerOpinions.MaxAnswers, read.Opinions.Count);
        Assert.Equal(("last", AnswerOpinions.MaxEmojis), (read.Opinions[^1].Answer, read.Opinions[^1].Emojis.Count));
        Assert.All(read.Opinions[^1].Emojis, e => Assert.Equal(AnswerOpinions.MaxLength, e.Length));
    }

    private static OpinionChange Note(ConversationState state, string emoji, long? stamp = null) =>
        AnswerOpinions.Note(state, "a", emoji, isToggle: true, stamp, Now);
}
