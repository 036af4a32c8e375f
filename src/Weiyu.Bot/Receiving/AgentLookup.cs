using System.Text.Json;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Storage;
using Weiyu.Client;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving;

/// <summary>
/// Which agent the account is. To be wrong here is dear: who does not know its own agent takes its own words for a human's and falls silent
/// everywhere. So one "no" is not believed (a server in trouble says it of everything, code -1), and an agent that was known once is remembered.
/// </summary>
internal sealed partial class AgentLookup(WeiyuRestClient rest, Store store, IOptions<WeiyuOptions> options, TimeProvider time, ILogger<AgentLookup> log)
{
    private const string Key = "agent";
    private const int Attempts = 3;

    /// <summary>The account's agent; null when it has none.</summary>
    /// <exception cref="WeiyuException">The server can't be asked.</exception>
    public async Task<AgentIdentity?> FindAsync(BotIdentity bot, CancellationToken cancellationToken)
    {
        var pause = new Backoff(options.Value.ReconnectMin, options.Value.ReconnectMax, new Random(Environment.ProcessId));
        for (var attempt = 1; ; attempt++)
        {
            if (await AskAsync(bot, cancellationToken) is { } found) return found;
            if (attempt == Attempts) break;
            await Task.Delay(pause.Next(), time, cancellationToken);
        }

        var remembered = await store.ReadAsync(session => session.Meta(Key), cancellationToken) is { } text ? JsonSerializer.Deserialize<KnownAgent>(text) : null;
        if (remembered is null || remembered.UserUid != bot.UserUid || remembered.OrgUid != bot.OrgUid) return null;
        LogRemembered(log, remembered.Nickname);
        return new AgentIdentity(remembered.Uid, remembered.Nickname, remembered.Avatar);
    }

    /// <summary>Asks the server once.</summary>
    /// <exception cref="WeiyuException">The server can't be asked.</exception>
    public async Task<AgentIdentity?> AskAsync(BotIdentity bot, CancellationToken cancellationToken)
    {
        if (await rest.FindAgentAsync(cancellationToken) is not { } agent) return null;
        var known = JsonSerializer.Serialize(new KnownAgent(bot.UserUid, bot.OrgUid, agent.Uid, agent.Nickname, agent.Avatar));
        await store.WriteAsync(session => session.SetMeta(Key, known), cancellationToken).WaitAsync(cancellationToken);
        return new AgentIdentity(agent.Uid, agent.Nickname, agent.Avatar);
    }

    private sealed record KnownAgent(string UserUid, string OrgUid, string Uid, string Nickname, string Avatar);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server says that the account is no agent; it was {Agent} before, and the bot goes on as that. Check the account's agent in the admin console")]
    private static partial void LogRemembered(ILogger logger, string agent);
}
