using Microsoft.Extensions.Logging.Abstractions;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Delivery;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Commands.Doctor;

/// <summary>Is the server there, can the bot log in, and does it get what visitors say?</summary>
internal static class ServerChecks
{
    private const string CertificateCure =
        "Give the server a certificate of an authority that this machine trusts, or add its authority to this machine's; for trials only: Weiyu:AllowInvalidCertificates.";

    private static readonly string[] LaterParts = ["agent", "threads", "history", "clock", "connection", "subscriptions"];

    /// <summary>Looks at server, login, agent, threads, history, clock, connection and subscriptions.</summary>
    /// <param name="weiyu">The server and the account.</param>
    /// <param name="paths">Where relative paths begin.</param>
    /// <param name="running">The bot that is running on this data folder; null: none is, and the line is free.</param>
    /// <param name="device">The device to connect as.</param>
    /// <param name="login">Where refused logins are remembered, and whether to try though one is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<List<Check>> LookAsync(
        WeiyuOptions weiyu, BotPaths paths, RunningBot? running, string device, (ILoginMemory Memory, bool TryAnyway) login, CancellationToken cancellationToken)
    {
        var rest = RestClientFactory.Create(weiyu, paths, TimeProvider.System, NullLogger<WeiyuRestClient>.Instance, device, login.Memory);
        if (login.TryAnyway) rest.AllowLogin();
        List<Check> checks = [await ServerAsync(rest, weiyu, cancellationToken)];
        if (await LogInAsync(rest, weiyu, checks, cancellationToken) is not { } session)
        {
            checks.AddRange(from part in LaterParts select new Check(part, CheckVerdict.Skipped, "not looked at: it needs the login"));
            return checks;
        }

        var topics = await AccountChecks.LookAsync(rest, session, weiyu, checks, cancellationToken);
        checks.AddRange(await LineChecks.LookAsync(weiyu, session, running, device, topics, cancellationToken));
        return checks;
    }

    /// <summary>What to do about a certificate that is not trusted, when that is what failed.</summary>
    public static string Cure(bool isCertificate, string otherwise) => isCertificate ? CertificateCure : otherwise;

    private static async Task<Check> ServerAsync(WeiyuRestClient rest, WeiyuOptions weiyu, CancellationToken cancellationToken)
    {
        try
        {
            var properties = await rest.GetPropertiesAsync(cancellationToken);
            var version = properties.Version.Length > 0 ? $"version {properties.Version}" : "no version named";
            var limit = properties.LoginRetries switch
            {
                null => "",
                0 => ", no limit of refused logins",
                var tries => $", {tries} refused logins in an hour lock an account for {properties.LockMinutes?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "some"} minutes",
            };
            return new Check("server", CheckVerdict.Good, $"{weiyu.ApiUrl}, {version}{limit}");
        }
        catch (WeiyuApiException)
        {
            return new Check("server", CheckVerdict.Good, $"{weiyu.ApiUrl}; it does not name its version");
        }
        catch (WeiyuException e)
        {
            return new Check("server", CheckVerdict.Doubtful, e.Message, "If the login works all the same, a proxy in front of the server keeps /config from the bot, which can do without.");
        }
    }

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
            var when = $" The same credentials are not tried again before {e.NextLoginAt:u}, so that the server does not lock the account.";
            checks.Add(new Check("login", CheckVerdict.Bad, e.Message + when, $"{e.Cure} Once it is well: doctor --try-login, which a running bot notices within seconds."));
        }
        catch (WeiyuException e)
        {
            var isCertificate = e.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };
            checks.Add(new Check("login", CheckVerdict.Bad, e.Message, Cure(isCertificate, $"Is Weiyu running at {weiyu.ApiUrl}? Check Weiyu:ApiUrl, the network and the server's log.")));
        }

        return null;
    }
}
