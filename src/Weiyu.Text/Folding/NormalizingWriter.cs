using System.Buffers;
using System.Text;

namespace Weiyu.Text.Folding;

/// <summary>
/// One pass over a text. As long as what comes out equals what goes in nothing is written: a normal text costs no allocation. All rules about
/// neighbours look at what was put out, not at what came in, so that a second pass changes nothing.
/// </summary>
internal ref struct NormalizingWriter
{
    private const string SentenceMarks = "~,:;.!?";

    private readonly string _text;
    private readonly bool _withOrigins;
    private readonly CharacterFolding _folding;
    private char[]? _buffer;
    private int[]? _origins;
    private int _length;
    private int _blankAt;

    /// <summary>Prepares a pass.</summary>
    public NormalizingWriter(string text, bool withOrigins)
    {
        (_text, _withOrigins, _folding) = (text, withOrigins, CharacterFolding.Table);
        _blankAt = -1;
    }

    /// <summary>Does it.</summary>
    public string Run()
    {
        var end = Math.Min(_text.Length, TextNormalizer.MaxLength);
        for (var i = 0; i < end; i++)
        {
            var c = _text[i];
            if (_folding.IsPlain(c) && _blankAt < 0)
            {
                i = PutRun(i, end) - 1;
                continue;
            }

            if (char.IsSurrogate(c))
            {
                i += PutPair(i, end) ? 1 : 0;
                continue;
            }

            var folded = _folding.Fold(c, out var several);
            if (several is not null)
            {
                foreach (var part in several) Put(part, i);
            }
            else if (folded != '\0' && !IsSignOfSequence(c, i))
            {
                Put(folded, i);
            }
        }

        return _buffer is not null ? new string(_buffer, 0, _length) : _length == _text.Length ? _text : _text[.._length];
    }

    /// <summary>For each character that was put out, where it comes from.</summary>
    public readonly int[] Origins() => _origins is null ? [.. Enumerable.Range(0, _length)] : _origins.AsSpan(0, _length).ToArray();

    /// <summary>Gives the buffers back.</summary>
    public readonly void Dispose()
    {
        if (_buffer is not null) ArrayPool<char>.Shared.Return(_buffer);
        if (_origins is not null) ArrayPool<int>.Shared.Return(_origins);
    }

    // ♀ and ♂ after a joiner only vary the person before it.
    private readonly bool IsSignOfSequence(char c, int i) => c is '♀' or '♂' && i > 0 && _text[i - 1] == '\u200D';

    private bool PutPair(int i, int end)
    {
        if (i + 1 >= end || !Rune.TryCreate(_text[i], _text[i + 1], out var rune)) return false;
        if (rune.Value is >= 0x1F300 and <= 0x1F3FA or >= 0x1F400 and <= 0x1FAFF or >= 0x20000 and <= 0x2EBEF)
        {
            Put(_text[i], i);
            Put(_text[i + 1], i + 1);
        }
        else if (_folding.Fold(rune) is { } folded)
        {
            foreach (var part in folded) Put(part, i);
        }

        return true;
    }

    private void Put(char c, int origin)
    {
        if (c == ' ')
        {
            if (_length > 0 && _blankAt < 0) _blankAt = origin;
            return;
        }

        if (_length > 0 && Merge(c)) return;
        if (_blankAt >= 0)
        {
            var before = Last();
            var isKept = !Scripts.IsUnspaced(c) && !IsEndOfUnspaced(before) && !SentenceMarks.Contains(c, StringComparison.Ordinal);
            if (isKept) Write(' ', _blankAt);
            _blankAt = -1;
        }

        Write(c, origin);
    }

    // What joins the character before it instead of standing behind it.
    private bool Merge(char c)
    {
        var last = Last();
        var strength = SentenceMarks.IndexOf(c, StringComparison.Ordinal);
        if (strength >= 0 && SentenceMarks.IndexOf(last, StringComparison.Ordinal) is >= 0 and var lastStrength)
        {
            if (strength > lastStrength) Replace(c);
            _blankAt = -1;
            return true;
        }

        if (c == last && _blankAt < 0 && (c is '-' or '=' or '_' or '"' or '\'')) return true;
        if (c == '么' && last == '甚')
        {
            // 甚麼 is 什么, the only pair of the table that two characters decide.
            Replace('什');
            return false;
        }

        if (!Kana.TryCompose(last, c, out var composed) && !(_blankAt < 0 && Hangul.TryCompose(last, c, out composed))) return false;
        _blankAt = -1;
        Replace(composed);
        return true;
    }

    // Characters that stay what they are and have nothing to do with their neighbours.
    private int PutRun(int start, int end)
    {
        var i = start + 1;
        while (i < end && _folding.IsPlain(_text[i])) i++;
        if (_buffer is null && start == _length)
        {
            _length = i;
            return i;
        }

        Diverge();
        while (_length + i - start > _buffer!.Length) Grow();
        _text.AsSpan(start, i - start).CopyTo(_buffer.AsSpan(_length));
        if (_origins is not null)
        {
            for (var k = start; k < i; k++) _origins[_length + k - start] = k;
        }

        _length += i - start;
        return i;
    }

    private readonly bool IsEndOfUnspaced(char before) =>
        Scripts.IsUnspaced(before)
        || (char.IsLowSurrogate(before) && _length > 1 && Scripts.IsUnspaced(_buffer is null ? _text[_length - 2] : _buffer[_length - 2]));

    private readonly char Last() => _buffer is null ? _text[_length - 1] : _buffer[_length - 1];

    private void Replace(char c)
    {
        if (Last() == c) return;
        Diverge();
        _buffer![_length - 1] = c;
    }

    private void Write(char c, int origin)
    {
        if (_buffer is null)
        {
            if (origin == _length && _text[_length] == c)
            {
                _length++;
                return;
            }

            Diverge();
        }

        if (_length == _buffer!.Length) Grow();
        _buffer[_length] = c;
        if (_origins is not null) _origins[_length] = origin;
        _length++;
    }

    private void Diverge()
    {
        if (_buffer is not null) return;
        _buffer = ArrayPool<char>.Shared.Rent(Math.Min(_text.Length, TextNormalizer.MaxLength) + 32);
        _text.AsSpan(0, _length).CopyTo(_buffer);
        if (!_withOrigins) return;
        _origins = ArrayPool<int>.Shared.Rent(_buffer.Length);
        for (var i = 0; i < _length; i++) _origins[i] = i;
    }

    private void Grow()
    {
        var larger = ArrayPool<char>.Shared.Rent(_buffer!.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<char>.Shared.Return(_buffer);
        _buffer = larger;
        if (_origins is null) return;
        var origins = ArrayPool<int>.Shared.Rent(larger.Length);
        _origins.AsSpan(0, _length).CopyTo(origins);
        ArrayPool<int>.Shared.Return(_origins);
        _origins = origins;
    }
}
