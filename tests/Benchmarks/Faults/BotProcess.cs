using System.Diagnostics;
using System.Text;

namespace Weiyu.Benchmarks.Faults;

/// <summary>The bot as a process of its own, which can be killed.</summary>
internal sealed class BotProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private BotProcess(Process process) => _process = process;

    /// <summary>What it printed last.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Its working set in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64;
        }
    }

    /// <summary>Starts it.</summary>
    public static BotProcess Start(IReadOnlyDictionary<string, string> settings, params string[] verb) => Start(settings, new Dictionary<string, string>(), verb);

    /// <summary>Starts it with further variables in its environment.</summary>
    public static BotProcess Start(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> environment, params string[] verb) =>
        StartIn("", settings, environment, verb);

    /// <summary>Starts it in a working directory; empty: this program's.</summary>
    public static BotProcess StartIn(string folder, IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> environment, params string[] verb)
    {
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        info.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "weiyu-bot.dll"));
        foreach (var word in verb.Length > 0 ? verb : ["run"]) info.ArgumentList.Add(word);
        foreach (var (key, value) in settings)
        {
            info.ArgumentList.Add($"--{key}");
            info.ArgumentList.Add(value);
        }

        foreach (var (key, value) in environment) info.Environment[key] = value;
        var bot = new BotProcess(new Process { StartInfo = info });
        bot._process.OutputDataReceived += (_, e) => bot.Keep(e.Data);
        bot._process.ErrorDataReceived += (_, e) => bot.Keep(e.Data);
        bot._process.Start();
        bot._process.BeginOutputReadLine();
        bot._process.BeginErrorReadLine();
        return bot;
    }

    /// <summary>Kills it as the kernel would: no goodbye.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as a container's runtime does.</summary>
    public async Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Waits until it has ended.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_output)
        {
            _output.AppendLine(line);
            if (_output.Length > 4_000_000) _output.Remove(0, 2_000_000);
        }
    }
}
