using Weiyu.Rules.Loading;
using Weiyu.Rules.Model;

namespace Weiyu.Rules;

/// <summary>The rules that are in force. A folder that can't be used never replaces one that can.</summary>
internal sealed class RuleBookSource
{
    private readonly RuleLoader? _loader;
    private readonly string _folder;
    private readonly Lock _reloading = new();
    private volatile RuleBook _current;
    private volatile IReadOnlyList<RuleProblem> _lastProblems;

    /// <summary>Reads the folder.</summary>
    /// <exception cref="RulesUnusableException">It can't be used.</exception>
    public RuleBookSource(RuleLoader loader, string folder)
    {
        (_loader, _folder) = (loader, folder);
        Fingerprint = RuleFolder.Fingerprint(folder);
        var result = loader.Load(folder);
        _current = result.Book ?? throw new RulesUnusableException(folder, result.Problems);
        _lastProblems = result.Problems;
    }

    private RuleBookSource(RuleBook book) => (_folder, _current, _lastProblems) = (book.Folder, book, []);

    /// <summary>Raised after other rules came into force, with them.</summary>
    public event Action<RuleBook>? Changed;

    /// <summary>The rules in force. A turn takes them once, at its beginning.</summary>
    public RuleBook Current => _current;

    /// <summary>What the last reading found: mistakes that kept a folder out, or warnings of the one in force. Empty: all is well.</summary>
    public IReadOnlyList<RuleProblem> LastProblems => _lastProblems;

    /// <summary>Whether the folder as it is now was refused, so that older rules are in force.</summary>
    public bool Refused => _lastProblems.Any(p => p.Severity == ProblemSeverity.Error);

    /// <summary>How the folder looked just before it was first read.</summary>
    public string Fingerprint { get; } = "";

    /// <summary>The folder.</summary>
    public string Folder => _folder;

    /// <summary>A source of rules that never change.</summary>
    public static RuleBookSource Fixed(RuleBook book) => new(book);

    /// <summary>Reads the folder without putting it into force.</summary>
    public LoadResult Read() => _loader is null ? new LoadResult(_current, []) : _loader.Load(_folder);

    /// <summary>Puts what was read into force, unless there are errors; remembers the mistakes in either case.</summary>
    /// <returns>Whether it is in force.</returns>
    public bool Offer(LoadResult result, IReadOnlyList<RuleProblem> further)
    {
        lock (_reloading)
        {
            IReadOnlyList<RuleProblem> problems = [.. result.Problems, .. further];
            _lastProblems = problems;
            if (result.Book is not { } book || problems.Any(p => p.Severity == ProblemSeverity.Error)) return false;
            _current = book;
        }

        Changed?.Invoke(_current);
        return true;
    }
}
