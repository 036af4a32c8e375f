using System.Text.RegularExpressions;
using Weiyu.Text.Numbers;

namespace Weiyu.Text.Dates;

/// <summary>The search for a day in one message: what was found so far, and what of the message is left.</summary>
/// <param name="text">The message.</param>
internal sealed class DateReading(string text)
{
    private const char Taken = '\u0002';

    private readonly char[] _rest = text.ToCharArray();
    private DateOnly _day;
    private int _start;
    private int _length;
    private bool _isWeekday;
    private bool _isUnclear;

    /// <summary>Whether nothing was found.</summary>
    public bool IsEmpty => !_isUnclear && _length == 0;

    /// <summary>Whether only a day of some week was found, beside which its date may stand.</summary>
    public bool IsWeekday => !_isUnclear && _length > 0 && _isWeekday;

    /// <summary>What the days that were found leave open.</summary>
    public Unsaid Unsaid { get; private set; }

    /// <summary>What is left of the message.</summary>
    public string Rest => new(_rest);

    /// <summary>The day and where it stands; null when there is none or more than one.</summary>
    public (DateOnly Day, int Start, int Length)? Result => _isUnclear || _length == 0 ? null : (_day, _start, _length);

    /// <summary>Takes every day that is written in one way, so that no later way sees it.</summary>
    /// <param name="way">What it looks like.</param>
    /// <param name="read">Which day it is; null: one that can't be told.</param>
    /// <param name="isNone">Whether it is no day at all where it stands; null: it always is one.</param>
    /// <param name="unsaid">What it leaves open.</param>
    public void Take(Regex way, Func<DateMatch, DateOnly?> read, Func<DateMatch, bool>? isNone = null, Unsaid unsaid = Unsaid.Nothing)
    {
        if (_isUnclear) return;
        foreach (Match match in way.Matches(Rest))
        {
            var found = new DateMatch(text, match);
            if (!found.StandsAlone || isNone?.Invoke(found) == true) continue;
            _isUnclear = read(found) is not { } day || !Agrees(day, match, unsaid.HasFlag(Unsaid.Week));
            if (_isUnclear) return;
            Unsaid |= unsaid;
            _rest.AsSpan(match.Index, match.Length).Fill(Taken);
        }
    }

    /// <summary>Keeps a day, unless it is another than the one before. In 3月13日周五 the weekday only confirms the date.</summary>
    private bool Agrees(DateOnly day, Match match, bool isWeekday)
    {
        if (_length > 0 && isWeekday == _isWeekday) return day == _day;
        if (_length > 0 && day.DayOfWeek != _day.DayOfWeek) return false;
        if (_length == 0 || _isWeekday) (_day, _start, _length, _isWeekday) = (day, match.Index, match.Length, isWeekday);
        return true;
    }
}

/// <summary>What is left open where a day is written short.</summary>
[Flags]
internal enum Unsaid
{
    /// <summary>Nothing.</summary>
    Nothing = 0,

    /// <summary>The year.</summary>
    Year = 1,

    /// <summary>The month.</summary>
    Month = 2,

    /// <summary>The week.</summary>
    Week = 4,
}

/// <summary>A place that looks like a day, with what stands around it.</summary>
/// <param name="text">The message.</param>
/// <param name="match">The place.</param>
internal readonly struct DateMatch(string text, Match match)
{
    private const int Ahead = 24;

    /// <summary>What stands before it, as far as it matters.</summary>
    public ReadOnlySpan<char> Before => text.AsSpan(Math.Max(0, match.Index - Ahead), Math.Min(Ahead, match.Index));

    /// <summary>What follows, as far as it matters.</summary>
    public ReadOnlySpan<char> After
    {
        get
        {
            var end = match.Index + match.Length;
            return text.AsSpan(end, Math.Min(Ahead, text.Length - end));
        }
    }

    /// <summary>Whether it is cut out of no longer word or number.</summary>
    public bool StandsAlone
    {
        get
        {
            var (start, end) = (match.Index, match.Index + match.Length);
            // 周五五点 ends where another number begins; nothing begins in the middle of one.
            if (start > 0 && (IsSameKind(text[start - 1], text[start]) || (IsNumeral(text[start - 1]) && IsNumeral(text[start])))) return false;
            return end >= text.Length || !IsSameKind(text[end - 1], text[end]);
        }
    }

    /// <summary>A part; empty when it is not there.</summary>
    public string this[string group] => match.Groups[group].Value;

    /// <summary>A part as a number; -1 when it is none.</summary>
    public int Number(string group) => ChineseNumerals.ReadWhole(match.Groups[group].ValueSpan) ?? -1;

    /// <summary>The day of the week in the part <c>d</c>, which the patterns let be nothing else.</summary>
    public DayOfWeek Weekday => WeekdayNames.Find(match.Groups["d"].Value) ?? throw new InvalidOperationException($"'{match.Value}' names no weekday.");

    /// <summary>Whether a word stands before it, with at most a blank between.</summary>
    public bool Follows(string word) => Before.TrimEnd(' ').EndsWith(word, StringComparison.OrdinalIgnoreCase);

    private static bool IsSameKind(char left, char right) =>
        (char.IsAsciiDigit(left) && char.IsAsciiDigit(right)) || (char.IsAsciiLetter(left) && char.IsAsciiLetter(right));

    private static bool IsNumeral(char c) => ChineseNumerals.All.Contains(c, StringComparison.Ordinal);
}
