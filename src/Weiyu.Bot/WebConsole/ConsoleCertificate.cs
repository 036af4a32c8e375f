using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Weiyu.Bot.Configuration;

namespace Weiyu.Bot.WebConsole;

/// <summary>The certificate of an https address of the console.</summary>
internal static class ConsoleCertificate
{
    /// <summary>Reads it.</summary>
    /// <exception cref="CryptographicException">It is no certificate, or the key is not its own.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static X509Certificate2 Read(ConsoleOptions options, BotPaths paths) => X509Certificate2.CreateFromPemFile(
        paths.Resolve(options.CertificateFile), options.CertificateKeyFile.Length > 0 ? paths.Resolve(options.CertificateKeyFile) : paths.Resolve(options.CertificateFile));

    /// <summary>Serves https with it. It is checked before the start.</summary>
    public static void UseCertificate(this IWebHostBuilder web, ConsoleOptions options, BotPaths paths)
    {
        web.UseKestrelHttpsConfiguration();
        web.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = Read(options, paths)));
    }
}
