using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;

namespace Weiyu.Bot.Handlers.Llm.Prompting;

/// <summary>Who the bot is to the model.</summary>
/// <param name="Text">The support lead's words.</param>
/// <param name="Version">Changes when the words do.</param>
internal sealed record Persona(string Text, string Version)
{
    /// <summary>A persona of these words.</summary>
    public static Persona Of(string text) => new(text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]);
}

/// <summary>
/// The persona of the rules folder: <c>persona.zh.md</c>, else <c>persona.md</c>, else a built-in one. A change is seen within two seconds;
/// a file that can't be read leaves the last one in place. Only its first 16 KiB count.
/// </summary>
internal sealed class PersonaSource(IOptions<BotOptions> options, BotPaths paths, TimeProvider time, ILogger<PersonaSource> log)
{
    private const int MaxBytes = 16 * 1024;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Entry> _entries = new();
    private readonly string _folder = paths.Rules(options.Value);

    /// <summary>The persona for a language.</summary>
    public Persona For(string? locale)
    {
        var language = Language(locale);
        var known = _entries.GetValueOrDefault(language);
        if (known is not null && time.GetElapsedTime(known.Read) < Fresh) return known.Persona;
        var persona = Read(language, known?.Persona);
        _entries[language] = new Entry(persona, time.GetTimestamp());
        return persona;
    }

    private Persona Read(string language, Persona? last)
    {
        foreach (var name in (ReadOnlySpan<string>)[$"persona.{language}.md", "persona.md"])
        {
            var path = Path.Combine(_folder, name);
            try
            {
                if (!File.Exists(path)) continue;
                using var file = File.OpenRead(path);
                var bytes = new byte[MaxBytes];
                var text = Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, MaxBytes, throwOnEndOfStream: false)).Trim('\ufeff', '\ufffd', ' ', '\r', '\n');
                if (text.Length > 0) return last?.Text == text ? last : Persona.Of(text);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LlmLog.PersonaUnreadable(log, name, e.Message);
                if (last is not null) return last;
            }
        }

        return Persona.Of(LlmTexts.Persona(language));
    }

    /// <summary>Two or three letters; a language comes from outside and becomes part of a path.</summary>
    private static string Language(string? locale)
    {
        var language = (locale ?? "zh").Split('-', '_')[0].ToLowerInvariant();
        return language.Length is 2 or 3 && language.All(char.IsAsciiLetterLower) ? language : "zh";
    }

    private sealed record Entry(Persona Persona, long Read);
}
