namespace Weiyu.Bot.Configuration;

/// <summary>The section <c>Console</c>: health, metrics and the web console.</summary>
internal sealed class ConsoleOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Console";

    /// <summary>Where it listens; empty: nowhere.</summary>
    public string Url { get; set; } = "http://127.0.0.1:5080";

    /// <summary>What a visitor of the console must know; required when the address is not loopback.</summary>
    public string Token { get; set; } = "";

    /// <summary>A file that holds the token.</summary>
    public string TokenFile { get; set; } = "";

    /// <summary>Whether <c>/metrics</c> is open to other machines, too; where there is a token, they need it otherwise.</summary>
    public bool OpenMetrics { get; set; }

    /// <summary>A PEM file with the certificate of an https address, and those that vouch for it.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>A PEM file with its key; empty: it stands in <see cref="CertificateFile"/>.</summary>
    public string CertificateKeyFile { get; set; } = "";
}
