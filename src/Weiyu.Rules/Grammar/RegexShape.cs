namespace Weiyu.Rules.Grammar;

/// <summary>
/// What can be said of a regular expression by reading it: texts of which it needs one, and whether a repetition repeats a repetition.
/// Knows the common syntax; where it meets anything else it says nothing rather than something wrong.
/// </summary>
internal sealed class RegexShape
{
    private const int MaxLiterals = 64;
    private readonly string _source;
    private int _at;
    private bool _lost;

    private RegexShape(string source) => _source = source;

    /// <summary>Texts of which a match contains at least one; empty: unknown.</summary>
    public IReadOnlyList<string> Literals { get; private set; } = [];

    /// <summary>Whether something like <c>(a+)+</c> is in it.</summary>
    public bool NestedRepeat { get; private set; }

    /// <summary>Reads an expression.</summary>
    public static RegexShape Of(string source)
    {
        var shape = new RegexShape(source);
        var whole = shape.Alternatives();
        if (!shape._lost && shape._at == source.Length && whole.Literals is { } literals) shape.Literals = literals;
        return shape;
    }

    /// <summary>A piece: the texts of which it needs one, and whether it ends in an unbounded repetition.</summary>
    private readonly record struct Piece(IReadOnlyList<string>? Literals, bool Repeats, bool IsChar = false);

    private Piece Alternatives()
    {
        var all = new List<string>();
        var (known, repeats) = (true, false);
        while (true)
        {
            var piece = Sequence();
            repeats |= piece.Repeats;
            if (piece.Literals is { Count: > 0 }) all.AddRange(piece.Literals);
            else known = false;
            if (_at >= _source.Length || _source[_at] != '|') break;
            _at++;
        }

        return new Piece(known && all.Count <= MaxLiterals ? all : null, repeats);
    }

    private Piece Sequence()
    {
        IReadOnlyList<string>? best = null;
        var run = "";
        var repeats = false;
        while (_at < _source.Length && _source[_at] is not ('|' or ')'))
        {
            var piece = Atom();
            var (min, unbounded) = Quantifier();
            if (unbounded && piece.Repeats) NestedRepeat = true;
            repeats |= unbounded || piece.Repeats;
            if (piece.IsChar && (min, unbounded) == (1, false) && char.IsLetterOrDigit(piece.Literals![0][0]))
            {
                run += piece.Literals[0];
                continue;
            }

            // "ab+c" needs "ab"; what follows the repetition begins a new run.
            if (piece.IsChar && min >= 1 && char.IsLetterOrDigit(piece.Literals![0][0])) run += piece.Literals[0];
            Offer([run]);
            run = "";
            if (min >= 1 && !piece.IsChar && piece.Literals is { } literals) Offer(literals);
        }

        Offer([run]);
        return new Piece(best, repeats);

        void Offer(IReadOnlyList<string> literals)
        {
            if (literals.Count == 0 || literals.Any(l => l.Length == 0)) return;
            if (best is null || literals.Min(l => l.Length) > best.Min(l => l.Length)) best = literals;
        }
    }

    private Piece Atom()
    {
        var c = _source[_at++];
        switch (c)
        {
            case '(':
                if (_at < _source.Length && _source[_at] == '?') SkipGroupHead();
                var inner = Alternatives();
                if (_at < _source.Length && _source[_at] == ')') _at++;
                else _lost = true;
                return inner with { IsChar = false };
            case '[':
                SkipClass();
                return default;
            case '\\':
                return Escape();
            case '.' or '^' or '$':
                return default;
            default:
                return new Piece([c.ToString()], false, IsChar: true);
        }
    }

    private Piece Escape()
    {
        if (_at >= _source.Length)
        {
            _lost = true;
            return default;
        }

        var c = _source[_at++];
        if (!char.IsAsciiLetterOrDigit(c)) return new Piece([c.ToString()], false, IsChar: true);
        if (c is 'p' or 'P' && _at < _source.Length && _source[_at] == '{')
        {
            while (_at < _source.Length && _source[_at++] != '}')
            {
            }
        }
        else if (c is 'x' or 'u' or 'c' or 'k')
        {
            _lost = true;
        }

        return default;
    }

    private void SkipGroupHead()
    {
        _at++;
        if (_at < _source.Length && _source[_at] == ':')
        {
            _at++;
        }
        else if (_at < _source.Length && _source[_at] is '<' or '\'')
        {
            while (_at < _source.Length && _source[_at] is not ('>' or ')')) _at++;
            _at++;
        }
        else
        {
            // Inline options, look-arounds …: their effect is not followed.
            _lost = true;
        }
    }

    private void SkipClass()
    {
        if (_at < _source.Length && _source[_at] == '^') _at++;
        if (_at < _source.Length && _source[_at] == ']') _at++;
        while (_at < _source.Length && _source[_at] != ']') _at += _source[_at] == '\\' ? 2 : 1;
        _at++;
    }

    private (int Min, bool Unbounded) Quantifier()
    {
        if (_at >= _source.Length) return (1, false);
        var (min, unbounded) = (1, false);
        switch (_source[_at])
        {
            case '*': (min, unbounded) = (0, true); _at++; break;
            case '+': (min, unbounded) = (1, true); _at++; break;
            case '?': (min, unbounded) = (0, false); _at++; break;
            case '{':
                var end = _source.IndexOf('}', _at);
                if (end < 0 || !char.IsAsciiDigit(_source[_at + 1])) return (1, false);
                var parts = _source[(_at + 1)..end].Split(',');
                if (!int.TryParse(parts[0], out min)) _lost = true;
                unbounded = parts is [_, ""];
                _at = end + 1;
                // {1} is exactly once; {2} and more are not one character any more.
                if (min >= 1 && !unbounded && parts is not ["1"]) min = 2;
                break;
            default:
                return (1, false);
        }

        if (_at < _source.Length && _source[_at] == '?') _at++;
        return (min, unbounded);
    }
}
