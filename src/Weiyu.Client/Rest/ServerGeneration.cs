namespace Weiyu.Client.Rest;

/// <summary>
/// The generations of the server whose HTTP calls differ. They are named after the year in which a server of the kind was the current one; which one a
/// server is of is found out by asking, see <see cref="ServerCalls"/>.
/// </summary>
public enum ServerGeneration
{
    /// <summary>Until early 2025: the documentation's own time.</summary>
    Y2024,

    /// <summary>Until mid-2025.</summary>
    Y2025,

    /// <summary>Since the second half of 2025: <c>orgUid</c> is compulsory, lists are pages, the history has moved.</summary>
    Y2026,
}
