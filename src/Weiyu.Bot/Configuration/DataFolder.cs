namespace Weiyu.Bot.Configuration;

/// <summary>The data folder: made at the start, owned by one process at a time.</summary>
internal sealed class DataFolder(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private FileStream? _lock;
    private string? _device;

    /// <summary>Where it is.</summary>
    public string FullPath { get; } = path;

    /// <summary>Makes the folder, checks that it can be written, and takes it for this process. Harmless when it is open.</summary>
    /// <exception cref="DataFolderInUseException">Another process has it.</exception>
    /// <exception cref="DataFolderException">It can't be used now; the message says why and what to do.</exception>
    public void Open()
    {
        lock (_gate)
        {
            if (_lock is not null) return;
            var file = Path.Combine(FullPath, "lock");
            try
            {
                OwnFiles.MakeFolder(FullPath);
                _lock = OwnFiles.Open(file, FileMode.OpenOrCreate, FileShare.None);
            }
            catch (UnauthorizedAccessException)
            {
                throw new DataFolderException($"The data folder '{FullPath}' can't be written. Make it writable for the bot's user, or set Bot:DataPath to another folder.");
            }
            catch (IOException e) when (IsSharingViolation(e))
            {
                throw new DataFolderInUseException($"The data folder '{FullPath}' is used by another bot. Stop it, or set Bot:DataPath to another folder.");
            }
            catch (IOException e)
            {
                throw new DataFolderException($"The data folder '{FullPath}' can't be used: {e.Message} Make it writable, free room, or set Bot:DataPath to another folder.");
            }
        }
    }

    /// <summary>The device's uid: made once, kept here; only in memory while the folder can't be written.</summary>
    public string DeviceUid()
    {
        lock (_gate)
        {
            if (_device is not null) return _device;
            var file = Path.Combine(FullPath, "device");
            try
            {
                if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } known) return _device = known;
                _device = Guid.NewGuid().ToString("N");
                OwnFiles.MakeFolder(FullPath);
                using var written = new StreamWriter(OwnFiles.Open(file, FileMode.Create, FileShare.Read));
                written.Write(_device);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _device ??= Guid.NewGuid().ToString("N");
            }

            return _device;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    private static bool IsSharingViolation(IOException e) => e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException) && e.HResult is 11 or 13 or unchecked((int)0x80070020);
}

/// <summary>The data folder can't be used now; the message says why and what to do.</summary>
internal class DataFolderException(string message) : Exception(message);

/// <summary>Another process has the data folder.</summary>
internal sealed class DataFolderInUseException(string message) : DataFolderException(message);
