using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Handlers.Llm.Prompting;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>
/// Remembers checked replies to identical questions: the same question (without case, width and punctuation), passages, persona, language, models and
/// history. Questions with personal data or with tools are never remembered. The oldest leave first.
/// </summary>
internal sealed class AnswerCache(IOptions<LlmOptions> options, TimeProvider time)
{
    private const int MaxEntries = 2_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Queue<(string Key, long At)> _order = new();

    /// <summary>The key of a question.</summary>
    public static string Key(AnswerInput input, Persona persona, IEnumerable<string> models)
    {
        var text = new StringBuilder();
        text.Append(input.Locale).Append('\0').Append(persona.Version).Append('\0').AppendJoin(',', models).Append('\0').Append(Plain(input.Question)).Append('\0');
        foreach (var passage in input.Passages) text.Append(passage.Id).Append('\0').Append(passage.Text).Append('\0').Append(passage.Answer).Append('\0');
        foreach (var turn in input.Recent) text.Append(turn.Role).Append(':').Append(turn.Text).Append('\0');
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The reply that is remembered; null when there is none.</summary>
    public AnswerOutcome? Find(string key)
    {
        lock (_lock)
        {
            return options.Value.CacheFor > TimeSpan.Zero && _entries.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.At) < options.Value.CacheFor ? entry.Outcome : null;
        }
    }

    /// <summary>Remembers a reply.</summary>
    public void Keep(string key, AnswerOutcome outcome)
    {
        if (options.Value.CacheFor <= TimeSpan.Zero) return;
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _entries[key] = new Entry(outcome, now);
            _order.Enqueue((key, now));
            while (_order.Count > MaxEntries)
            {
                var (oldest, at) = _order.Dequeue();
                if (_entries.TryGetValue(oldest, out var entry) && entry.At == at) _entries.Remove(oldest);
            }
        }
    }

    private static string Plain(string text)
    {
        var result = new StringBuilder(text.Length);
        var folded = AsciiFolding.Fold(text);
        for (var i = 0; i < folded.Length; i++)
        {
            var c = folded[i];
            // The dot of 1.5 and the hyphen of a range make another question; other punctuation does not.
            var inNumber = i > 0 && i + 1 < folded.Length && char.IsAsciiDigit(folded[i - 1]) && char.IsAsciiDigit(folded[i + 1]);
            if (inNumber || char.IsLetterOrDigit(c) || char.IsSymbol(c) || char.IsSurrogate(c)) result.Append(char.ToLowerInvariant(c));
        }

        return result.ToString();
    }

    private sealed record Entry(AnswerOutcome Outcome, long At);
}
