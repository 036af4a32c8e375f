using Weiyu.Bot.Core;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Handlers.Opinions;

/// <summary>Keeps what a visitor thinks of our messages: which emojis are put to which of them now.</summary>
internal static class AnswerOpinions
{
    /// <summary>The most messages of one conversation whose opinions are remembered; the oldest are forgotten.</summary>
    public const int MaxAnswers = 50;

    /// <summary>The most emojis of one message; further ones are not counted.</summary>
    public const int MaxEmojis = 8;

    /// <summary>The most characters of an emoji or its name that are kept.</summary>
    public const int MaxLength = 32;

    /// <summary>Notes a reaction.</summary>
    /// <param name="state">The conversation's.</param>
    /// <param name="answer">The uid of the message.</param>
    /// <param name="emoji">Which; empty: whatever there was is gone.</param>
    /// <param name="isToggle">Whether the same again takes it back; else it says the same again, and its opposite is taken back.</param>
    /// <param name="stamp">The server's time of it in epoch milliseconds; null: unknown.</param>
    /// <param name="now">The time.</param>
    public static OpinionChange Note(ConversationState state, string answer, string emoji, bool isToggle, long? stamp, DateTimeOffset now)
    {
        if (emoji.Length > MaxLength) emoji = emoji[..MaxLength];
        var known = state.Opinions.FindIndex(o => o.Answer == answer);
        var before = known >= 0 ? state.Opinions[known] : new AnswerOpinion(answer, now);
        // The same reaction may be told twice, by the one who made it and by the server, or late.
        if (stamp is not null && stamp <= before.Stamp) return OpinionChange.Known;
        var after = before with { At = now, Stamp = stamp ?? before.Stamp };
        var change = OpinionChange.TakenBack;
        if (emoji.Length == 0)
        {
            after = after with { Emojis = [] };
        }
        else if (before.Emojis.Contains(emoji))
        {
            if (!isToggle) return OpinionChange.Known;
            after = after with { Emojis = [.. before.Emojis.Where(e => e != emoji)] };
        }
        else
        {
            List<string> emojis = isToggle ? [.. before.Emojis, emoji] : [emoji];
            if (emojis.Count > MaxEmojis) return OpinionChange.Known;
            var opinion = Reactions.Of(emoji);
            change = before.Told.Contains(opinion) ? OpinionChange.Again : OpinionChange.New;
            after = after with { Emojis = emojis, Told = change == OpinionChange.New ? [.. before.Told, opinion] : before.Told };
        }

        after = after with { Opinion = after.Emojis.Count > 0 ? Reactions.Of(after.Emojis[^1]) : null };
        if (known >= 0) state.Opinions.RemoveAt(known);
        state.Opinions.Add(after);
        if (state.Opinions.Count > MaxAnswers) state.Opinions.RemoveRange(0, state.Opinions.Count - MaxAnswers);
        return change;
    }
}

/// <summary>What a reaction changed.</summary>
internal enum OpinionChange
{
    /// <summary>It says what the message did not have yet: rules hear of it.</summary>
    New,

    /// <summary>It says again what was taken back, or says the same with another emoji: it counts, and nobody hears of it again.</summary>
    Again,

    /// <summary>It takes one back.</summary>
    TakenBack,

    /// <summary>Nothing: it is known already.</summary>
    Known,
}
