using Weiyu.Bot.Core;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Tests.People.Support;

/// <summary>One conversation with the real program in simulated time: who says what, and what the bot says.</summary>
internal sealed class OneTalk : IAsyncDisposable
{
    public const string Topic = "org/agent/agent_bot/v1";
    public static readonly DateTimeOffset Morning = new(2026, 3, 4, 9, 0, 0, TimeSpan.FromHours(8));

    private int _number;

    private OneTalk(PeopleWorld world) => World = world;

    public PeopleWorld World { get; }

    /// <summary>What the bot said, oldest first, with the time of each.</summary>
    public List<(DateTimeOffset At, Wire.Message Message)> Sent { get; } = [];

    /// <summary>The texts among it.</summary>
    public IEnumerable<string> Said => Sent.Where(s => s.Message.Type == MessageTypes.Text).Select(s => s.Message.Content);

    /// <summary>Everything that was answered.</summary>
    public ConversationState State => World.StateOf(Topic);

    public Owner Owner => State.Ownership.Owner;

    public static Wire.User Colleague => new() { Uid = "agent_2", Nickname = "林悦", Type = UserTypes.Agent };

    /// <summary>The bot's own account, where a human has it open as well.</summary>
    public static Wire.User OwnAccount => new() { Uid = PeopleWorld.Bot.Agent!.Uid, Nickname = "小微", Type = UserTypes.Agent };

    public static Wire.User System => new() { Uid = "system_0", Nickname = "系统", Type = UserTypes.System };

    public static Wire.User Visitor => new() { Uid = "v1", Nickname = "访客", Type = UserTypes.Visitor };

    public static async Task<OneTalk> StartAsync(string rules, Dictionary<string, string?>? settings = null)
    {
        var world = await PeopleWorld.StartAsync(Morning, rules, settings);
        var talk = new OneTalk(world);
        world.Server.OnSent = message =>
        {
            if (message.Thread.Topic != Topic) return;
            lock (talk.Sent) talk.Sent.Add((world.Now, message));
        };
        return talk;
    }

    /// <summary>The visitor says something, and everything that comes of it without the clock has happened.</summary>
    public Task<Wire.Message> SayAsync(string text) => HearAsync(Visitor, MessageTypes.Text, text);

    /// <summary>The colleague sends something.</summary>
    public Task<Wire.Message> ColleagueAsync(string type, string content = "") => HearAsync(Colleague, type, content);

    /// <summary>Somebody sends something.</summary>
    public async Task<Wire.Message> HearAsync(Wire.User from, string type, string content, string extra = "")
    {
        var message = new Wire.Message
        {
            Uid = $"{++_number:D32}", Type = type, Content = content, Status = MessageStatuses.Success, CreatedAt = MessageTime.Write(World.Now),
            Channel = "web", User = from, Extra = extra,
            Thread = new Wire.Thread { Uid = "t1", Topic = Topic, Type = ThreadTypes.Agent, State = ThreadStates.Chatting, User = Visitor },
        };
        await World.ReceiveAsync(message);
        return message;
    }

    /// <summary>The visitor, by way of the server, puts an emoji to a message.</summary>
    public Task<Wire.Message> ReactAsync(string messageUid, string emoji, string by = "v1") =>
        HearAsync(System, MessageTypes.Reaction, $$"""{"messageUid":"{{messageUid}}","content":"…","emoji":"{{emoji}}","userUid":"{{by}}"}""");

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
