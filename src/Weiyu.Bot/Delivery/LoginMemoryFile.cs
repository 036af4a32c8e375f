using System.Text.Json;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Delivery;

/// <summary>Refused logins, in the file <c>logins.json</c> of the data folder. It is shared with <c>doctor</c>, and holds no secret.</summary>
/// <param name="folder">The data folder.</param>
internal sealed class LoginMemoryFile(string folder) : ILoginMemory
{
    private readonly string _file = Path.Combine(folder, "logins.json");

    /// <inheritdoc/>
    public LoginRecord? Read()
    {
        try
        {
            return File.Exists(_file) ? JsonSerializer.Deserialize<LoginRecord>(File.ReadAllText(_file)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // What can't be read is not known.
            return null;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Write(LoginRecord? record)
    {
        if (record is null)
        {
            if (File.Exists(_file)) File.Delete(_file);
            return;
        }

        Directory.CreateDirectory(folder);
        // Whole or not at all: a process that is killed here leaves the old one.
        var next = _file + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(next, options)) JsonSerializer.Serialize(stream, record);
        File.Move(next, _file, overwrite: true);
    }
}
