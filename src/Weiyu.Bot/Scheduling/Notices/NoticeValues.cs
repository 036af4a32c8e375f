using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Scheduling.Ledger;
using Weiyu.Bot.Storage;
using Weiyu.Rules.Templates;
using Weiyu.Text.Dates;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>What the texts of notices may name, and what is written down about them.</summary>
internal static class NoticeValues
{
    /// <summary>The values for one target: <c>visitor</c>, <c>agent</c>, <c>thread</c>, <c>vars</c>, <c>now</c>, <c>notice</c>, and the columns of the CSV.</summary>
    public static TemplateValues Of(NoticeRun run, LedgerRow row, Wire.Thread thread, ConversationState? state, BotIdentity? bot, DateTimeOffset now)
    {
        var user = thread.User;
        var vars = new JsonObject();
        foreach (var (name, value) in state?.Vars ?? []) vars[name] = value?.DeepClone();
        var values = new TemplateValues { Zone = TimeZoneInfo.FindSystemTimeZoneById(run.Zone) };
        foreach (var (name, value) in row.Vars is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(row.Vars) ?? [])
        {
            vars[name] = value;
            values.Set(name, value);
        }

        return values
            .Set("visitor", new JsonObject { ["uid"] = user?.Uid ?? "", ["nickname"] = user?.Nickname ?? "", ["avatar"] = user?.Avatar ?? "", ["type"] = user?.Type ?? "" })
            .Set("agent", new JsonObject { ["uid"] = bot?.Agent?.Uid ?? bot?.UserUid ?? "", ["nickname"] = bot?.Agent?.Nickname ?? bot?.Nickname ?? "" })
            .Set("thread", new JsonObject { ["uid"] = thread.Uid, ["topic"] = thread.Topic, ["type"] = thread.Type, ["channel"] = thread.Channel, ["state"] = thread.State })
            .Set("vars", vars)
            .Set("now", now)
            .Set("notice", new JsonObject { ["id"] = run.Notice, ["occurrence"] = run.OccurrenceKey });
    }

    private const string HoldStep = "held";

    /// <summary>The most holds that are told of one target.</summary>
    private const int MaxHolds = 12;

    /// <summary>Writes down what was decided about a target, for <c>why</c>.</summary>
    /// <param name="wasHeld">Whether it waited before: then what it waited for stays in the record.</param>
    public static void SaveNoticeDecision(this StoreSession session, NoticeRun run, LedgerRow row, bool wasHeld, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(run.Zone);
        var outcome = row.State == LedgerState.Sent ? "notice" : row.State.ToString().ToLowerInvariant();
        var decision = new Decision { Uid = run.CauseOf(row.Target), Conversation = row.Target, At = now };
        decision.Note("notice", $"'{run.Notice}', due {Show(run.Occurrence)} {run.Zone}, {run.Kind.ToString().ToLowerInvariant()}");
        if (wasHeld && session.FindDecision(decision.Uid) is { } json && JsonSerializer.Deserialize(json, DecisionJson.Default.Decision) is { } before)
            decision.Steps.AddRange(before.Steps.Where(s => s.Handler == HoldStep).TakeLast(MaxHolds));
        if (row.State == LedgerState.Held) decision.Note(HoldStep, $"from {Show(now)} until {Show(row.NextAt)}: {row.Reason}");
        else decision.Note("ledger", $"{Show(now)} {outcome}{(row.Reason is { } reason ? $": {reason}" : "")}");
        decision.End(outcome, $"notice:{run.Notice}");
        session.SaveDecision(decision);

        string Show(DateTimeOffset moment) => WallClock.At(moment, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
