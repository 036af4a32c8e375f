using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Weiyu.Knowledge.Embeddings;

/// <summary>
/// Embeddings on disk by the hash of model and text: what was embedded once is not paid for again. One file, appended to; a torn or foreign end is cut off.
/// A record: 32 bytes hash, 4 bytes count, the numbers. For one writer at a time.
/// </summary>
/// <param name="path">The file; empty: only in memory.</param>
public sealed class EmbeddingCache(string path)
{
    private const int MaxNumbers = 8192;
    private readonly Dictionary<string, float[]> _known = new(StringComparer.Ordinal);
    private bool _read;

    /// <summary>The key of a text.</summary>
    public static string Key(string model, string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{model}\n{text}")));

    /// <summary>The embedding of a key; null when it is not known.</summary>
    public float[]? Get(string key)
    {
        if (!_read) Read();
        return _known.GetValueOrDefault(key);
    }

    /// <summary>Adds embeddings. A disk that does not take them costs only that they are asked for again after a restart.</summary>
    public void Add(IReadOnlyList<(string Key, float[] Vector)> embeddings)
    {
        using var buffer = new MemoryStream();
        Span<byte> count = stackalloc byte[sizeof(int)];
        foreach (var (key, vector) in embeddings)
        {
            _known[key] = vector;
            BinaryPrimitives.WriteInt32LittleEndian(count, vector.Length);
            buffer.Write(Convert.FromHexString(key));
            buffer.Write(count);
            buffer.Write(MemoryMarshal.AsBytes(vector.AsSpan()));
        }

        if (path.Length == 0) return;
        try
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            buffer.WriteTo(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Kept in memory.
        }
    }

    /// <summary>Forgets what is no longer used, when that is most of it.</summary>
    public void Keep(IReadOnlySet<string> keys)
    {
        if (!_read || _known.Count <= (2 * keys.Count) + 100) return;
        foreach (var key in _known.Keys.Where(k => !keys.Contains(k)).ToList()) _known.Remove(key);
        var all = _known.Select(k => (k.Key, k.Value)).ToList();
        if (path.Length > 0) File.Delete(path);
        Add(all);
    }

    private void Read()
    {
        _read = true;
        if (path.Length == 0 || !File.Exists(path)) return;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            var head = new byte[SHA256.HashSizeInBytes + sizeof(int)];
            long good = 0;
            while (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length)
            {
                var count = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(SHA256.HashSizeInBytes));
                if (count is < 1 or > MaxNumbers) break;
                var vector = new float[count];
                var bytes = MemoryMarshal.AsBytes(vector.AsSpan());
                if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) break;
                _known[Convert.ToHexString(head.AsSpan(0, SHA256.HashSizeInBytes))] = vector;
                good = file.Position;
            }

            if (good < file.Length) file.SetLength(good);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As if nothing were known.
        }
    }
}
