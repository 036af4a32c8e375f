namespace Weiyu.Bot.Configuration;

/// <summary>The data folder: made at the start, owned by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream lockFile) => (FullPath, _lock) = (path, lockFile);

    /// <summary>Where it is.</summary>
    public string FullPath { get; }

    /// <summary>Makes the folder, checks that it can be written, and takes it for this process.</summary>
    /// <exception cref="DataFolderException">It can't be used; the message says why and what to do.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            return new DataFolder(path, new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException)
        {
            throw new DataFolderException($"The data folder '{path}' can't be written. Make it writable for the bot's user, or set Bot:DataPath to another folder.");
        }
        catch (IOException e) when (File.Exists(Path.Combine(path, "lock")))
        {
            throw new DataFolderException($"The data folder '{path}' is used by another bot. Stop it, or set Bot:DataPath to another folder. ({e.Message})");
        }
        catch (IOException e)
        {
            throw new DataFolderException($"The data folder '{path}' can't be used: {e.Message} Free room or set Bot:DataPath to another folder.");
        }
    }

    /// <summary>The device's uid: made once, kept here.</summary>
    public string DeviceUid()
    {
        var file = Path.Combine(FullPath, "device");
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } known) return known;
        var made = Guid.NewGuid().ToString("N");
        File.WriteAllText(file, made);
        return made;
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}

/// <summary>The data folder can't be used; the message says why and what to do.</summary>
internal sealed class DataFolderException(string message) : Exception(message);
