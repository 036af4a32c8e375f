namespace Weiyu.Client.Rest;

/// <summary>
/// Remembers refused logins across restarts, so that a program that is started again and again does not get its account locked. Several processes of one
/// account (the bot and its doctor) share it.
/// </summary>
public interface ILoginMemory
{
    /// <summary>What is remembered; null: nothing, the last login went well.</summary>
    LoginRecord? Read();

    /// <summary>Remembers, or with null forgets.</summary>
    void Write(LoginRecord? record);
}

/// <summary>Logins that were refused.</summary>
/// <param name="Salt">Of the fingerprint, in base 64.</param>
/// <param name="Fingerprint">Of the credentials that were refused, in base 64: a slow, salted hash, which says whether they are others now and not what they are.</param>
/// <param name="RefusedAt">When they were refused within the last hour, oldest first.</param>
/// <param name="Reason">Why.</param>
/// <param name="ServerMessage">In the server's words.</param>
/// <param name="NextLoginAt">When they may be tried again.</param>
public sealed record LoginRecord(
    string Salt, string Fingerprint, IReadOnlyList<DateTimeOffset> RefusedAt, LoginRefusal Reason, string ServerMessage, DateTimeOffset NextLoginAt);

/// <summary>Remembers nothing beyond this process.</summary>
internal sealed class NoLoginMemory : ILoginMemory
{
    private LoginRecord? _record;

    public LoginRecord? Read() => Volatile.Read(ref _record);

    public void Write(LoginRecord? record) => Volatile.Write(ref _record, record);
}
