using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Weiyu.Bot.Core;

/// <summary>
/// The uids of what the bot sends: 32 hex digits, derived from their cause, so that whoever handles the same cause again (after a crash,
/// on a second instance, with the data folder lost) sends the same uid. The last 8 digits are a check sum of the first 24: a message of
/// the bot's account whose uid does not check was sent by a human who has the same account open.
/// </summary>
internal static class Uids
{
    private const int BodyBytes = 12;

    /// <summary>The longest uid of a message that is taken, in characters. The platform's own have 32; its column holds so many.</summary>
    public const int MaxLength = 255;

    /// <summary>Whether a message with such a uid can be told from others, and be stored: it is not empty, not over-long, and has no control characters.</summary>
    public static bool IsUsable(string uid) => uid.Length is > 0 and <= MaxLength && !uid.Any(char.IsControl);

    /// <summary>Derives a uid.</summary>
    /// <param name="account">The uid of the bot's user: another account that answers the same question sends other uids.</param>
    /// <param name="cause">The uid of the question, or (notice, occurrence, thread) joined.</param>
    /// <param name="what">The ordinal of the reply, or the kind of the receipt.</param>
    public static string Derive(string account, string cause, string what)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"weiyu-bot/1\n{account}\n{cause}\n{what}"), hash);
        Span<byte> uid = stackalloc byte[BodyBytes + sizeof(uint)];
        hash[..BodyBytes].CopyTo(uid);
        BinaryPrimitives.WriteUInt32BigEndian(uid[BodyBytes..], Check(uid[..BodyBytes]));
        return Convert.ToHexStringLower(uid);
    }

    /// <summary>The uid of the reply number <paramref name="ordinal"/> (from 0) to <paramref name="cause"/>.</summary>
    public static string Reply(string account, string cause, int ordinal) => Derive(account, cause, $"reply/{ordinal}");

    /// <summary>Whether a uid was made here. A foreign one passes by chance once in four thousand million.</summary>
    public static bool IsDerived(string uid)
    {
        Span<byte> bytes = stackalloc byte[BodyBytes + sizeof(uint)];
        return uid.Length == 2 * bytes.Length
            && Convert.FromHexString(uid, bytes, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == bytes.Length
            && BinaryPrimitives.ReadUInt32BigEndian(bytes[BodyBytes..]) == Check(bytes[..BodyBytes]);
    }

    private static uint Check(ReadOnlySpan<byte> body)
    {
        Span<byte> input = stackalloc byte[BodyBytes + 9];
        body.CopyTo(input);
        "weiyu-bot"u8.CopyTo(input[BodyBytes..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }
}
