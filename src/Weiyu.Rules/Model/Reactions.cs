using System.Text;

namespace Weiyu.Rules.Model;

/// <summary>What an emoji, or the name of one, says about the message that it is put to.</summary>
internal static class Reactions
{
    /// <summary>It was a good answer.</summary>
    public const string Up = "up";

    /// <summary>It was not.</summary>
    public const string Down = "down";

    /// <summary>Neither: a question mark, a face.</summary>
    public const string Other = "other";

    /// <summary>All that rules can ask for.</summary>
    public static IReadOnlyList<string> All { get; } = [Up, Down, Other];

    /// <summary>
    /// The opinion behind an emoji in any of its variants (skin tones, text or picture style), or behind a name: <c>+1</c>, <c>:thumbsup:</c>.
    /// </summary>
    public static string Of(string emoji) => Plain(emoji) switch
    {
        "👍" or "👏" or "💯" or "❤" or "♥" or "🧡" or "💛" or "💚" or "💙" or "💜" or "🤎" or "🖤" or "🤍" or "💕" or "💖" or "💗" or "😍" or "🥰" => Up,
        "+1" or "thumbsup" or "thumbup" or "like" or "up" or "heart" or "love" or "robotup" or "rateup" => Up,
        "👎" or "-1" or "thumbsdown" or "thumbdown" or "dislike" or "down" or "robotdown" or "ratedown" => Down,
        _ => Other,
    };

    /// <summary>An emoji without what only changes its looks; a name in lower case without marks.</summary>
    private static string Plain(string emoji)
    {
        var plain = new StringBuilder(emoji.Length);
        foreach (var rune in emoji.EnumerateRunes())
        {
            // Skin tones, variation selectors, and what marks a name.
            if (rune.Value is (>= 0x1F3FB and <= 0x1F3FF) or 0xFE0E or 0xFE0F or ':' or '_' or ' ') continue;
            plain.Append(Rune.ToLowerInvariant(rune));
        }

        return plain.ToString();
    }
}
