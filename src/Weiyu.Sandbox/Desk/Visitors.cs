using System.Globalization;
using Weiyu.Client.Messages;
using Weiyu.Sandbox.Messaging;

namespace Weiyu.Sandbox.Desk;

/// <summary>All visitors that are known, at most 200,000; those of the page come back by their uid.</summary>
internal sealed class Visitors(Hub hub, ThreadDesk desk)
{
    private const int Limit = 200_000;

    private readonly Dictionary<string, SandboxVisitor> _byUid = new(StringComparer.Ordinal);
    private int _count;

    public SandboxVisitor Get(string? uid, string? nickname)
    {
        lock (hub.Gate)
        {
            uid ??= "visitor_" + MessageWriter.NewUid();
            if (_byUid.TryGetValue(uid, out var known)) return known;

            if (_byUid.Count >= Limit)
            {
                throw new InvalidOperationException($"A sandbox has room for {Limit} visitors.");
            }

            var number = Interlocked.Increment(ref _count);
            var user = new Wire.User
            {
                Uid = uid,
                Nickname = nickname ?? "访客 " + number.ToString(CultureInfo.InvariantCulture),
                Type = UserTypes.Visitor,
            };
            return _byUid[uid] = new SandboxVisitor(hub, desk, user);
        }
    }

    public SandboxVisitor? Find(string uid)
    {
        lock (hub.Gate) return _byUid.GetValueOrDefault(uid);
    }
}
