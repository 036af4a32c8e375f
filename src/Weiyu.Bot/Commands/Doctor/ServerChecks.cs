using Microsoft.Extensions.Logging.Abstractions;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Delivery;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Commands.Doctor;

/// <summary>Can the bot log in, is it an agent, and does it get what visitors say?</summary>
internal static class ServerChecks
{
    private const int MaxThreads = 100;
    private const string CertificateCure = "Give the server a certificate of an authority that this machine trusts, or add its authority to this machine's; for trials only: Weiyu:AllowInvalidCertificates.";

    private static readonly string[] LaterParts = ["agent", "connection", "subscriptions"];

    /// <summary>Looks at login, agent, threads, connection and subscriptions.</summary>
    /// <param name="weiyu">The server and the account.</param>
    /// <param name="running">The bot that is running on this data folder; null: none is, and the line is free.</param>
    /// <param name="device">The device to connect as.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<List<Check>> LookAsync(WeiyuOptions weiyu, RunningBot? running, string device, CancellationToken cancellationToken)
    {
        var checks = new List<Check>();
        var rest = RestClientFactory.Create(weiyu, TimeProvider.System, NullLogger<WeiyuRestClient>.Instance, device);
        if (await LogInAsync(rest, weiyu, checks, cancellationToken) is not { } session)
        {
            checks.AddRange(from part in LaterParts select new Check(part, CheckVerdict.Skipped, "not looked at: it needs the login"));
            return checks;
        }

        var topics = await AskAsync(rest, session, checks, cancellationToken);
        checks.AddRange(await LineChecks.LookAsync(weiyu, session, running, device, topics, cancellationToken));
        return checks;
    }

    /// <summary>What to do about a certificate that is not trusted, when that is what failed.</summary>
    public static string Cure(bool isCertificate, string otherwise) => isCertificate ? CertificateCure : otherwise;

    private static async Task<Session?> LogInAsync(WeiyuRestClient rest, WeiyuOptions weiyu, List<Check> checks, CancellationToken cancellationToken)
    {
        try
        {
            var session = await rest.LoginAsync(cancellationToken);
            checks.Add(session.OrgUid.Length > 0
                ? new Check("login", CheckVerdict.Good, $"{session.Username} ({session.UserUid}), organisation {session.OrgUid}")
                : new Check("login", CheckVerdict.Doubtful, $"{session.Username} ({session.UserUid}), no organisation", "Without an organisation messages are not stored: set Weiyu:OrgUid."));
            return session;
        }
        catch (WeiyuLoginRefusedException e)
        {
            checks.Add(new Check("login", CheckVerdict.Bad, e.Message, e.Reason switch
            {
                LoginRefusal.Locked => "Wait until the lock is over, or unlock the account in Weiyu's admin console.",
                LoginRefusal.Captcha => "Give the bot a token of the admin console: Weiyu:AccessToken or Weiyu:AccessTokenFile.",
                _ => "Correct Weiyu:Username and Weiyu:Password (or Weiyu:AccessToken).",
            }));
        }
        catch (WeiyuException e)
        {
            var isCertificate = e.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };
            checks.Add(new Check("login", CheckVerdict.Bad, e.Message, Cure(isCertificate, $"Is Weiyu running at {weiyu.ApiUrl}? Check Weiyu:ApiUrl, the network and the server's log.")));
        }

        return null;
    }

    /// <summary>The agent and its threads.</summary>
    /// <returns>The topics that the bot listens to.</returns>
    private static async Task<List<string>> AskAsync(WeiyuRestClient rest, Session session, List<Check> checks, CancellationToken cancellationToken)
    {
        List<string> topics = [Topics.User(session.UserUid)];
        try
        {
            var agent = await rest.FindAgentAsync(cancellationToken);
            checks.Add(agent is null
                ? new Check("agent", CheckVerdict.Doubtful, "the account is no agent in this organisation", "Make it an agent in Weiyu's admin console, or visitors will not be given to it.")
                : new Check("agent", CheckVerdict.Good, $"{agent.Nickname} ({agent.Uid}), {agent.Status}, {agent.CurrentThreadCount} of {agent.MaxThreadCount} threads"));
            if (agent is not null) topics.AddRange([Topics.AgentInbox(agent.Uid), Topics.Queue(agent.Uid)]);
            var threads = await rest.GetThreadsAsync(0, MaxThreads, cancellationToken);
            checks.Add(new Check("threads", CheckVerdict.Good, $"{threads.TotalElements} in the list"));
            topics.AddRange(threads.Items.Select(t => t.Topic).Where(t => t.Length > 0));
        }
        catch (WeiyuException e)
        {
            checks.Add(new Check("agent", CheckVerdict.Bad, e.Message, "The login works but a call fails: look into the server's log."));
        }

        return [.. topics.Distinct(StringComparer.Ordinal)];
    }
}
