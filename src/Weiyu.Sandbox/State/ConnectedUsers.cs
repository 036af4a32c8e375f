namespace Weiyu.Sandbox.State;

/// <summary>How many clients each user has that are connected now. Used under the server's lock.</summary>
internal sealed class ConnectedUsers
{
    private readonly Dictionary<string, int> _clients = new(StringComparer.Ordinal);

    public int Of(string userUid) => _clients.GetValueOrDefault(userUid);

    public void Add(string userUid) => _clients[userUid] = Of(userUid) + 1;

    public void Remove(string userUid)
    {
        if (Of(userUid) is > 1 and var count)
        {
            _clients[userUid] = count - 1;
        }
        else
        {
            _clients.Remove(userUid);
        }
    }
}
