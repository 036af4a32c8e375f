namespace Weiyu.Client.Rest;

/// <summary>
/// Who logs in. Secrets come from a function that is asked at every login, so that a rotated file is read again; they are not kept here and never printed.
/// </summary>
public sealed class WeiyuCredentials
{
    private WeiyuCredentials(string? username, Func<CancellationToken, ValueTask<string>> secret)
    {
        Username = username;
        Secret = secret;
    }

    /// <summary>The login name; null for an access token.</summary>
    public string? Username { get; }

    internal bool IsAccessToken => Username is null;

    internal Func<CancellationToken, ValueTask<string>> Secret { get; }

    public static WeiyuCredentials Password(string username, string password) => Password(username, _ => ValueTask.FromResult(password));

    /// <param name="username">The login name.</param>
    /// <param name="password">Asked at every login; white space around the answer is not cut off.</param>
    public static WeiyuCredentials Password(string username, Func<CancellationToken, ValueTask<string>> password) => new(username, password);

    public static WeiyuCredentials AccessToken(string token) => AccessToken(_ => ValueTask.FromResult(token));

    /// <param name="token">A token that was issued in the admin console; asked at every login.</param>
    public static WeiyuCredentials AccessToken(Func<CancellationToken, ValueTask<string>> token) => new(null, token);

    public override string ToString() => IsAccessToken ? "access token" : $"password of {Username}";
}
