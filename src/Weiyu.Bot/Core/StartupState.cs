namespace Weiyu.Bot.Core;

/// <summary>How the start went, for the exit code and for <c>/health/ready</c>.</summary>
internal sealed class StartupState
{
    /// <summary>What is being waited for; null when all is well.</summary>
    public string? Trouble { get; set; }

    /// <summary>The exit code; 0 unless the program has to stop.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Why it has to stop.</summary>
    public string? Failure { get; private set; }

    /// <summary>The program has to stop.</summary>
    public void Fail(int exitCode, string failure) => (ExitCode, Failure, Trouble) = (exitCode, failure, failure);
}
