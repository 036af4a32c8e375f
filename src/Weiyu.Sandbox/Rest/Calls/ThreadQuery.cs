using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Rest.Calls;

/// <summary>The parameters of today's lists of threads. Older servers know none of them, and their lists are short enough.</summary>
internal sealed class ThreadQuery
{
    private readonly List<Func<SandboxThread, bool>> _conditions = [];

    public static ThreadQuery Of(RestCall call)
    {
        var filter = new ThreadQuery();
        if (!call.Habits.ListsByOwner) return filter;

        filter.Add(call.Query("type"), (thread, type) => thread.Type == type);
        filter.Add(call.Query("status"), (thread, status) => call.Habits.NameOf(thread.State) == status);
        filter.Add(call.Query("channel"), (thread, channel) => thread.Channel == channel);
        filter.Add(call.Query("topic"), (thread, topic) => Like(thread.Topic, topic));
        filter.Add(call.Query("uid"), (thread, uid) => Like(thread.Uid, uid));
        filter.Add(call.Query("userNickname"), (thread, name) => Like(thread.Visitor.Nickname, name));
        filter.Add(call.Query("agentNickname"), (thread, name) => Like(thread.Agent?.Nickname ?? "", name));
        filter.Add(call.Query("searchText"), (thread, text) =>
            Like(thread.Topic, text) || Like(thread.Uid, text) || Like(thread.Visitor.Nickname, text));
        foreach (var topic in call.Http.Request.Query["topicList"].OfType<string>())
        {
            filter.Add(topic, (thread, part) => Like(thread.Topic, part));
        }

        filter.Add(Times.Read(call.Query("startAt")), (thread, time) => thread.UpdatedAt >= time);
        filter.Add(Times.Read(call.Query("endAt")), (thread, time) => thread.UpdatedAt <= time);
        return filter;
    }

    public bool Fits(SandboxThread thread) => _conditions.TrueForAll(fits => fits(thread));

    private static bool Like(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    private void Add(string? value, Func<SandboxThread, string, bool> fits)
    {
        if (value is not null) _conditions.Add(thread => fits(thread, value));
    }

    private void Add(DateTimeOffset? value, Func<SandboxThread, DateTimeOffset, bool> fits)
    {
        if (value is { } time) _conditions.Add(thread => fits(thread, time));
    }
}
