using System.Text.Json;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Storage;
using Weiyu.Client;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving;

/// <summary>
/// Which agent the account is. It matters: a bot that does not know its own agent would take its own words for a human's and fall silent. So one "no" is
/// not believed (a server in trouble says it of everything, code -1), an agent that was known once is remembered, and the list of threads tells it, too,
/// where the account lacks the permission to ask. Until it is known the bot answers as the account.
/// </summary>
internal sealed partial class AgentLookup(
    WeiyuRestClient rest, BotIdentityStore identity, TopicBook topics, Store store, IOptions<WeiyuOptions> options, TimeProvider time, ILogger<AgentLookup> log)
{
    private const string Key = "agent";
    private const int Attempts = 3;

    /// <summary>How long the first connection waits for an answer that does not come.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The account's agent, as the server or an earlier run says; null when neither knows one.</summary>
    public async Task<AgentIdentity?> FindAsync(BotIdentity bot, CancellationToken cancellationToken)
    {
        var pause = new Backoff(options.Value.ReconnectMin, options.Value.ReconnectMax, new Random(Environment.ProcessId));
        for (var attempt = 1; ; attempt++)
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            try
            {
                if (await AskAsync(bot, both.Token) is { } found) return found;
            }
            catch (Exception e) when (e is WeiyuException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // It can't be asked now; it is asked again beside the work.
                LogNotAsked(log, e.Message);
                break;
            }

            if (attempt == Attempts) break;
            await Task.Delay(pause.Next(), time, cancellationToken);
        }

        var remembered = await store.ReadAsync(session => session.Meta(Key), cancellationToken) is { } text ? JsonSerializer.Deserialize<KnownAgent>(text) : null;
        if (remembered is null || remembered.UserUid != bot.UserUid || remembered.OrgUid != bot.OrgUid) return null;
        LogRemembered(log, remembered.Nickname);
        return new AgentIdentity(remembered.Uid, remembered.Nickname, remembered.Avatar);
    }

    /// <summary>Subscribes to the inboxes of the account and of its agent.</summary>
    public void AddOwnTopics() => topics.AddOwn(identity.Current!);

    /// <summary>Asks again and again while no agent is known: the account may be given one, or a permission, or the server was wrong.</summary>
    public async Task AwaitAsync(CancellationToken cancellationToken)
    {
        while (identity.Current is { Agent: null } bot)
        {
            await Task.Delay(options.Value.SweepEvery, time, cancellationToken);
            try
            {
                if (await AskAsync(bot, cancellationToken) is { } agent) Become(bot, agent);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // In a minute again.
                LogNotAsked(log, e.Message);
            }
        }
    }

    /// <summary>A list of threads says who has them: those that the account owns are its agent's.</summary>
    public async Task LearnAsync(IReadOnlyList<ThreadInfo> threads, CancellationToken cancellationToken)
    {
        if (identity.Current is not { Agent: null } bot) return;
        if (threads.FirstOrDefault(t => t.Owner?.Uid == bot.UserUid && t.Agent is { Uid.Length: > 0 } && t.Agent.Uid != bot.UserUid)?.Agent is not { } own) return;
        Become(bot, await RememberAsync(bot, new AgentIdentity(own.Uid, own.Nickname, own.Avatar), cancellationToken));
    }

    private void Become(BotIdentity bot, AgentIdentity agent)
    {
        if (identity.Current?.Agent is not null) return;
        identity.Set(bot with { Agent = agent });
        topics.AddOwn(identity.Current!);
        LogBecame(log, bot.Username, agent.Nickname);
    }

    /// <exception cref="WeiyuException">The server can't be asked.</exception>
    private async Task<AgentIdentity?> AskAsync(BotIdentity bot, CancellationToken cancellationToken) =>
        await rest.FindAgentAsync(cancellationToken) is { } agent
            ? await RememberAsync(bot, new AgentIdentity(agent.Uid, agent.Nickname, agent.Avatar), cancellationToken)
            : null;

    private async Task<AgentIdentity> RememberAsync(BotIdentity bot, AgentIdentity agent, CancellationToken cancellationToken)
    {
        var known = JsonSerializer.Serialize(new KnownAgent(bot.UserUid, bot.OrgUid, agent.Uid, agent.Nickname, agent.Avatar));
        await store.WriteAsync(session => session.SetMeta(Key, known), cancellationToken).WaitAsync(cancellationToken);
        return agent;
    }

    private sealed record KnownAgent(string UserUid, string OrgUid, string Uid, string Nickname, string Avatar);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server does not say which agent the account is; it was {Agent} before, and the bot goes on as that. Check the account's agent in the admin console")]
    private static partial void LogRemembered(ILogger logger, string agent);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The account's agent can't be asked for now: {Error}")]
    private static partial void LogNotAsked(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Username} is agent {Agent}")]
    private static partial void LogBecame(ILogger logger, string username, string agent);
}
