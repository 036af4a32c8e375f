using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;
using Weiyu.Rules.Loading;
using Weiyu.Rules.Notices;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>Puts a notice together for a target.</summary>
internal sealed class NoticeComposer(INoticeBook book, INoticeThreads threads, MessageFactory messages)
{
    /// <summary>How long a target waits whose thread can't be looked up now.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    /// <summary>What a run says, by language.</summary>
    public NoticeContent ContentOf(NoticeRun run) => new(run.Delivery!, book.DefaultLocale);

    /// <summary>Puts it together; never throws for what is wrong with one target.</summary>
    public async Task<NoticeMove> RunAsync(
        NoticeRun run, LedgerRow row, ConversationRow? conversation, ConversationState? state, NoticeContent content, TimeZoneInfo zone, BotIdentity bot, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        try
        {
            var thread = conversation is null ? null : Wire.Thread.Parser.ParseFrom(conversation.Thread);
            if (thread is null or { Uid.Length: 0 }) thread = await threads.FindAsync(row.Target, cancellationToken);
            if (thread is null) return new NoticeMove(row with { State = LedgerState.Failed, Reason = "the server knows no thread of this topic" }, null, row.IsHeld);
            var uid = run.UidFor(bot.UserUid, row.Target);
            var text = content.Render(row.Locale ?? state?.Locale, NoticeValues.Of(run, row, thread, state, bot, WallTime(now, zone)), StableHash(row.Target));
            var message = messages.Create(bot, thread, uid, run.Delivery!.Type, text, now);
            return new NoticeMove(row with { State = LedgerState.Sent, Uid = uid, Reason = null },
                OutboxItem.Of(message, row.Target, run.CauseOf(row.Target), 0, now) with { EvenWhenHumanOwns = run.Delivery.EvenWhenHumanOwns }, row.IsHeld);
        }
        catch (TemplateFailedException e)
        {
            return new NoticeMove(row with { State = LedgerState.Failed, Reason = $"the text could not be put together: {e.Message}" }, null, row.IsHeld);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new NoticeMove(row with { State = LedgerState.Held, Reason = $"the thread could not be looked up: {e.Message}", NextAt = now + Retry }, null, row.IsHeld);
        }
    }

    private static DateTimeOffset WallTime(DateTimeOffset now, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(now, zone);

    private static int StableHash(string text)
    {
        var hash = 17;
        foreach (var c in text) hash = unchecked((hash * 31) + c);
        return hash;
    }
}

/// <summary>What becomes of a target, and what is sent to it.</summary>
/// <param name="Row">The target as it is afterwards.</param>
/// <param name="Item">What is sent; null: nothing.</param>
/// <param name="WasHeld">Whether it was held before.</param>
internal readonly record struct NoticeMove(LedgerRow Row, OutboxItem? Item, bool WasHeld);
