namespace Weiyu.Bot.Commands.Doctor;

/// <summary>A check's verdict.</summary>
internal enum CheckVerdict
{
    /// <summary>Well.</summary>
    Good,

    /// <summary>It works, and deserves a look.</summary>
    Doubtful,

    /// <summary>It does not work.</summary>
    Bad,

    /// <summary>Not looked at: something before it does not work.</summary>
    Skipped,
}

/// <summary>What <c>doctor</c> found of a part.</summary>
/// <param name="Part">The part.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Finding">What was found. No secrets.</param>
/// <param name="Cure">What to do; null where nothing needs to be done.</param>
internal sealed record Check(string Part, CheckVerdict Verdict, string Finding, string? Cure = null);
