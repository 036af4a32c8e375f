using Microsoft.AspNetCore.Http;

namespace Weiyu.Sandbox.Rest.Answers;

/// <summary>Which page is wanted.</summary>
/// <param name="Number">From 0; negative only where a request said so, see <see cref="IsWrong"/>.</param>
/// <param name="Size">At least 1.</param>
internal readonly record struct Paging(int Number, int Size)
{
    /// <summary>How many rows come before the page.</summary>
    public int Skip => (int)Math.Min((long)Number * Size, int.MaxValue);

    /// <summary>Today's server trips over a negative number.</summary>
    public bool IsWrong => Number < 0;

    public static Paging Of(HttpRequest request, SandboxHabits habits)
    {
        var number = int.TryParse(request.Query["pageNumber"], out var given) ? given : 0;
        var hasSize = int.TryParse(request.Query["pageSize"], out var size);
        return habits.PagesAnySize
            ? new Paging(number, hasSize && size >= 1 ? size : 10)
            : new Paging(Math.Max(number, 0), hasSize ? Math.Clamp(size, 1, 1000) : 20);
    }

    /// <summary>The page out of all rows, and how many rows there are.</summary>
    public (List<T> Content, int Total) Cut<T>(IEnumerable<T> rows)
    {
        var content = new List<T>(Math.Min(Size, 256));
        var total = 0;
        foreach (var row in rows)
        {
            if (total++ >= Skip && content.Count < Size) content.Add(row);
        }

        return (content, total);
    }
}
