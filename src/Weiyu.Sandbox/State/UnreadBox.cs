namespace Weiyu.Sandbox.State;

/// <summary>What each user has not read, newest first, at most 10,000 a user. Used under the server's lock.</summary>
internal sealed class UnreadBox
{
    private const int Limit = 10_000;

    private readonly Dictionary<string, OrderedDictionary<string, Wire.Message>> _byUser = new(StringComparer.Ordinal);

    public void Add(string userUid, Wire.Message message)
    {
        if (!_byUser.TryGetValue(userUid, out var box)) _byUser[userUid] = box = new(StringComparer.Ordinal);

        if (box.Count < Limit) box.TryAdd(message.Uid, message);
    }

    /// <summary>True when the message was among the unread ones.</summary>
    public bool Remove(string userUid, string messageUid) => _byUser.TryGetValue(userUid, out var box) && box.Remove(messageUid);

    /// <summary>Newest first.</summary>
    public IEnumerable<Wire.Message> Of(string userUid)
    {
        if (_byUser.TryGetValue(userUid, out var box))
        {
            for (var i = box.Count - 1; i >= 0; i--) yield return box.GetAt(i).Value;
        }
    }
}
