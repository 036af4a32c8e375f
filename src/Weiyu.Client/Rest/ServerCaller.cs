using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Rest;

/// <summary>
/// Makes a call: in the form that this server has, with a valid token, once more where two changes met, and notes what does not work. A new login is made for
/// a token that is refused (401), and never for a missing permission (403).
/// </summary>
internal sealed class ServerCaller(HttpExchange exchange, LoginKeeper login, Dialect dialect, CallTroubles troubles, TimeProvider time, ILogger logger)
{
    private const int MaxCollisions = 2;
    private static readonly TimeSpan CollisionPause = TimeSpan.FromMilliseconds(200);

    /// <summary>The server's clock minus ours, from its last answer; null before the first that told.</summary>
    public TimeSpan? ClockDifference { get; private set; }

    /// <summary>Asks for something.</summary>
    /// <param name="call">What.</param>
    /// <param name="query">The query of the address, from <c>?</c> on; the same for all forms: a server leaves out what it does not know.</param>
    /// <param name="read">Reads a success.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="WeiyuException">See <see cref="WeiyuRestClient"/>.</exception>
    public Task<T> GetAsync<T>(ServerCall call, Func<Session, string> query, Func<Answer, Session, Reading<T>> read, CancellationToken cancellation) =>
        AskAsync(call, query, null, read, cancellation);

    /// <summary>Tells something.</summary>
    public Task<T> PostAsync<T>(ServerCall call, JsonObject body, Func<Answer, T> read, CancellationToken cancellation) =>
        AskAsync(call, static _ => "", Encoding.UTF8.GetBytes(body.ToJsonString(JsonText.Options)), (answer, _) => new Reading<T>(read(answer)), cancellation);

    private async Task<T> AskAsync<T>(
        ServerCall call, Func<Session, string> query, byte[]? body, Func<Answer, Session, Reading<T>> read, CancellationToken cancellation)
    {
        WeiyuException? no = null;
        foreach (var form in dialect.FormsOf(call))
        {
            try
            {
                using var asked = await SendAsync(call, form, query, body, cancellation);
                if (asked.Answer.IsSuccess)
                {
                    var reading = read(asked.Answer, asked.Session);
                    troubles.Worked(call);
                    if (reading.IsProof) Learn(call, form);
                    return reading.Value;
                }

                var refused = new WeiyuApiException(CodeOf(asked.Answer), Clean(asked.Answer.Message, asked.Session));
                if (asked.Answer.IsMissing) dialect.Gone(call, form);
                // What the newest form says counts, unless it only says that there is no such path.
                if (no is not WeiyuApiException { IsMissing: false }) no = refused;
                if (refused.IsForbidden || (!asked.Answer.IsMissing && dialect.IsProven(call, form))) break;
            }
            catch (WeiyuUnavailableException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
            {
                // A page in place of the answer, from a proxy that has its own words for it: perhaps it is the path that is not there.
                no ??= e;
            }
            catch (WeiyuUnavailableException e)
            {
                troubles.Failed(call, CallTroubleKind.Unavailable, e.Message);
                throw;
            }
        }

        throw Failed(call, no!);
    }

    /// <summary>Notes a failure, unless it is an ordinary answer: that a thing is not there, or that a change is not to be made.</summary>
    private WeiyuException Failed(ServerCall call, WeiyuException no)
    {
        var message = no is WeiyuApiException { ServerMessage: var said, Code: var code } ? $"code {code}: {said}" : no.Message;
        switch (no)
        {
            case WeiyuApiException { IsForbidden: true }:
                troubles.Failed(call, CallTroubleKind.Forbidden, message);
                break;
            case WeiyuApiException { IsMissing: true } or WeiyuUnavailableException:
                if (!call.IsSearch) troubles.Failed(call, CallTroubleKind.NoSuchPath, message);
                break;
            default:
                if (!call.IsSearch && call.Method == HttpMethod.Get) troubles.Failed(call, CallTroubleKind.Refused, message);
                break;
        }

        return no;
    }

    private void Learn(ServerCall call, CallForm form)
    {
        if (call.Forms.Count == 1 || dialect.IsProven(call, form)) return;
        dialect.Proven(call, form);
        Log.FormLearnt(logger, call.Name, form.Path, form.Until);
    }

    private async Task<Asked> SendAsync(ServerCall call, CallForm form, Func<Session, string> query, byte[]? body, CancellationToken cancellation)
    {
        for (var collisions = 0; ; collisions++)
        {
            var asked = await SendOnceAsync(call, form, query, body, cancellation);
            if (!asked.Answer.IsCollision || collisions == MaxCollisions) return asked;
            asked.Dispose();
            await Task.Delay(CollisionPause * (1 << collisions), time, cancellation);
        }
    }

    private async Task<Asked> SendOnceAsync(ServerCall call, CallForm form, Func<Session, string> query, byte[]? body, CancellationToken cancellation)
    {
        var session = await login.GetAsync(cancellation);
        var first = await exchange.SendAsync(call.Method, form.Path + query(session), body, session.AccessToken, cancellation);
        Note(first);
        if (!IsRefusedToken(first))
        {
            login.Prove(session);
            return new Asked(first, session);
        }

        first.Dispose();
        Log.TokenRefused(logger, form.Path);
        session = await login.RenewAsync(session, cancellation);
        var second = await exchange.SendAsync(call.Method, form.Path + query(session), body, session.AccessToken, cancellation);
        if (!second.IsUnauthorized) login.Prove(session);
        return new Asked(second, session);
    }

    /// <summary>Servers of 2024 and 2025 say 403, too, of a token that has expired; they know no missing permissions.</summary>
    private bool IsRefusedToken(Answer answer) => answer.IsUnauthorized || (answer.IsForbidden && dialect.Generation is ServerGeneration.Y2024 or ServerGeneration.Y2025);

    private void Note(Answer answer)
    {
        if (answer.Date is { } date) ClockDifference = date - time.GetUtcNow();
    }

    private static int CodeOf(Answer answer) => answer.Code == Answer.Success ? 0 : answer.Code;

    /// <summary>Some servers quote the request in their errors; the token must not come along.</summary>
    private static string Clean(string message, Session session)
    {
        var clean = message.Replace(session.AccessToken, "***", StringComparison.Ordinal);
        return clean.Length > 500 ? clean[..500] + "…" : clean;
    }

    private readonly record struct Asked(Answer Answer, Session Session) : IDisposable
    {
        public void Dispose() => Answer.Dispose();
    }
}

/// <summary>What an answer says.</summary>
/// <param name="Value">What was asked for.</param>
/// <param name="IsProof">
/// Whether the answer is shaped as a server of the form's generation shapes it, so that the form can be remembered: a page where one thing was
/// expected is of a newer server.
/// </param>
internal readonly record struct Reading<T>(T Value, bool IsProof = true);
