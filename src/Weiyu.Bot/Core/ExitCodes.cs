namespace Weiyu.Bot.Core;

/// <summary>What the program says to whoever started it.</summary>
internal static class ExitCodes
{
    /// <summary>Fine.</summary>
    public const int Fine = 0;

    /// <summary>It worked, and found something.</summary>
    public const int Findings = 1;

    /// <summary>It was called wrongly.</summary>
    public const int Usage = 2;

    /// <summary>A part of the program broke down.</summary>
    public const int Broken = 70;

    /// <summary>The server says that the credentials are wrong.</summary>
    public const int RefusedCredentials = 77;

    /// <summary>The configuration is wrong.</summary>
    public const int BadConfiguration = 78;
}
