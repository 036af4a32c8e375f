using System.Text;
using System.Text.RegularExpressions;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Llm.Prompting;

/// <summary>Makes data of what others wrote: no control and invisible characters, no marks that models read as a change of role, bounded.</summary>
internal static partial class Sanitizer
{
    /// <summary>Cleans a text.</summary>
    /// <param name="text">What a visitor, a passage or a tool said.</param>
    /// <param name="most">The most characters to keep.</param>
    public static string Data(string text, int most)
    {
        var result = new StringBuilder(Math.Min(text.Length, most));
        for (var i = 0; i < text.Length && result.Length < most; i++)
        {
            var c = text[i];
            // Tag characters (U+E0000 …) spell invisible words; they are surrogate pairs that begin with U+DB40.
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                if (c != '\udb40' && result.Length + 1 < most) result.Append(c).Append(text[i + 1]);
                i++;
                continue;
            }

            if (char.IsSurrogate(c) || (char.IsControl(c) && c is not ('\n' or '\t')) || InvisibleCharacters.Contains(c)) continue;
            result.Append(c);
        }

        var clean = Role().Replace(result.ToString(), " ");
        return Markup().Replace(clean, "‹$1");
    }

    [GeneratedRegex(@"<\|[^|\n]{0,40}\|>|\[/?(INST|SYS|SYSTEM)\]|<</?SYS>>|</?s>|(^|\n)[ \t]*#{2,}[ \t]*(system|assistant|user|instruction)s?[ \t]*:?|(^|\n)[ \t]*(system|assistant|developer|tool)[ \t]*[:：]", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Role();

    /// <summary>What could close or open the data's own brackets.</summary>
    [GeneratedRegex("<(/?data)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Markup();
}
