using System.Globalization;
using Weiyu.Bot.Configuration;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Commands.Doctor;

/// <summary>Is the account an agent with what it needs, what is in its list, can histories be read, and do the clocks agree?</summary>
internal static class AccountChecks
{
    private const int MaxThreads = 100;
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>Looks.</summary>
    /// <returns>The topics that the bot listens to.</returns>
    public static async Task<List<string>> LookAsync(WeiyuRestClient rest, Session session, WeiyuOptions weiyu, List<Check> checks, CancellationToken cancellationToken)
    {
        List<string> topics = [Topics.User(session.UserUid)];
        AgentInfo? agent = null;
        await TryAsync(rest, checks, "agent", ServerCalls.Agent, async () =>
        {
            agent = await rest.FindAgentAsync(cancellationToken);
            return Agent(agent);
        });
        if (agent is not null) topics.AddRange([Topics.AgentInbox(agent.Uid), Topics.Queue(agent.Uid)]);
        IReadOnlyList<ThreadInfo> threads = [];
        await TryAsync(rest, checks, "threads", ServerCalls.Threads, async () =>
        {
            var page = await rest.GetThreadsAsync(0, MaxThreads, cancellationToken);
            threads = page.Items;
            return Threads(page, session);
        });
        var own = threads.Where(t => !t.IsOfRobot(session.UserUid) && t.Topic.Length > 0).ToList();
        topics.AddRange(own.Select(t => t.Topic));
        await TryAsync(rest, checks, "history", ServerCalls.History, async () =>
        {
            await rest.GetHistoryAsync(own.Count > 0 ? own[0].Topic : topics[0], 0, 1, cancellationToken);
            return new Check("history", CheckVerdict.Good, $"it can be read; the server is of the generation {rest.Generation?.ToString()[1..] ?? "not known"}");
        });
        checks.Add(await ClockAsync(rest, agent, threads, weiyu, cancellationToken));
        return [.. topics.Distinct(StringComparer.Ordinal)];
    }

    private static Check Agent(AgentInfo? agent) => agent switch
    {
        null => new Check("agent", CheckVerdict.Doubtful, "the account is no agent in this organisation", "Make it an agent in Weiyu's admin console, or visitors will not be given to it."),
        { MaxThreadCount: > 0 } => new Check("agent", CheckVerdict.Good, $"{agent.Nickname} ({agent.Uid}), {agent.Status}, {agent.CurrentThreadCount} of {agent.MaxThreadCount} threads"),
        _ => new Check("agent", CheckVerdict.Good, $"{agent.Nickname} ({agent.Uid}), {agent.Status}"),
    };

    private static Check Threads(Page<ThreadInfo> page, Session session)
    {
        var robots = page.Items.Count(t => t.IsOfRobot(session.UserUid));
        return robots == 0
            ? new Check("threads", CheckVerdict.Good, $"{page.TotalElements} in the list")
            : new Check(
                "threads", CheckVerdict.Doubtful, $"{page.TotalElements} in the list, {robots} of them with the platform's own robot (ROBOTING), which answers first in their work group",
                "If the bot is to answer there, switch the robot off in the settings of the work group in Weiyu's admin console; otherwise visitors reach the bot only when they ask for a human.");
    }

    /// <summary>
    /// Compares the clocks, and the zone in which the server writes its times. A fresh time of the server's is had by giving the agent the status that it
    /// has.
    /// </summary>
    private static async Task<Check> ClockAsync(WeiyuRestClient rest, AgentInfo? agent, IReadOnlyList<ThreadInfo> threads, WeiyuOptions weiyu, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (rest.ClockDifference is { } machine && machine.Duration() > Tolerance)
        {
            return new Check("clock", CheckVerdict.Bad, $"this machine's clock is {Ahead(-machine)} the server's", "Set the clocks by the same time server (NTP): old questions would count as new, and new ones as old.");
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(weiyu.TimeZone);
        var written = await WrittenNowAsync(rest, agent, cancellationToken) ?? threads.Select(t => t.UpdatedAt).FirstOrDefault(t => MessageTime.Read(t, zone) > now + Tolerance);
        if (written is null || MessageTime.Read(written, zone) is not { } at) return new Check("clock", CheckVerdict.Good, "this machine's clock and the server's agree");
        var off = at - now;
        if (off.Duration() <= Tolerance) return new Check("clock", CheckVerdict.Good, $"the clocks agree, and the server writes its times in {weiyu.TimeZone}");
        var quarters = Math.Round(off / Quarter) * Quarter;
        return (off - quarters).Duration() <= Tolerance
            ? new Check(
                "clock", CheckVerdict.Doubtful, $"the server writes times that are {Ahead(off)} those of {weiyu.TimeZone}",
                $"Set Weiyu:TimeZone to the zone that the server writes in (UTC{Offset(zone.GetUtcOffset(now) + quarters)}), or set the server's zone. The bot corrects it by what comes in live meanwhile.")
            : new Check("clock", CheckVerdict.Bad, $"the server's clock is {Ahead(off)} this machine's", "Set the clocks by the same time server (NTP).");
    }

    private static async Task<string?> WrittenNowAsync(WeiyuRestClient rest, AgentInfo? agent, CancellationToken cancellationToken)
    {
        if (agent is not { Status.Length: > 0 }) return null;
        try
        {
            for (var attempt = 0; attempt < 2; attempt++)
            {
                // Its times have seconds: a record that was changed within the same one looks untouched.
                if (attempt > 0) await Task.Delay(TimeSpan.FromSeconds(1.1), TimeProvider.System, cancellationToken);
                var updated = await rest.UpdateAgentStatusAsync(agent.Uid, agent.Status, cancellationToken);
                if (updated is { UpdatedAt.Length: > 0 } && updated.UpdatedAt != agent.UpdatedAt) return updated.UpdatedAt;
            }

            return null;
        }
        catch (WeiyuException)
        {
            return null;
        }
    }

    private static string Ahead(TimeSpan off)
    {
        var size = off.Duration();
        var text = size >= TimeSpan.FromHours(1) ? $"{size.TotalHours:0.#} hours" : $"{size.TotalMinutes:0} minutes";
        return $"{text} {(off > TimeSpan.Zero ? "ahead of" : "behind")}";
    }

    private static string Offset(TimeSpan offset) => (offset < TimeSpan.Zero ? "-" : "+") + offset.Duration().ToString("hh\\:mm", CultureInfo.InvariantCulture);

    /// <summary>Looks at one part; a call that fails is named with what does not work without it and with its cure.</summary>
    private static async Task TryAsync(WeiyuRestClient rest, List<Check> checks, string part, ServerCall call, Func<Task<Check>> look)
    {
        try
        {
            checks.Add(await look());
        }
        catch (WeiyuException e)
        {
            var trouble = rest.Troubles.FirstOrDefault(t => t.Call == call);
            checks.Add(new Check(part, CheckVerdict.Bad, trouble?.Describe() ?? e.Message, trouble?.Cure() ?? "The login works but a call fails: look into the server's log."));
        }
    }
}
