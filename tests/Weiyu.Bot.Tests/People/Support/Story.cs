using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Bot.Receiving;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Tests.People.Support;

/// <summary>
/// One conversation of a random story: a visitor and several humans do whatever they like, and this keeps its own account, apart from the
/// program's, of whether a human owns the conversation.
/// </summary>
internal sealed class Story
{
    private static readonly TimeSpan Registered = EarlySigns.NoteEvery;
    private static readonly TimeSpan Holds = new PeopleOptions().TypingHolds;
    private static readonly string[] Wishes = ["转人工", "我要人工客服", "I want to talk to a human"];

    private readonly PeopleWorld _world;
    private readonly Random _random;
    private readonly Wire.Thread _thread;
    private readonly List<string> _log = [];
    private readonly TimeSpan _comeBack;
    private readonly List<string> _asked = [];
    private DateTimeOffset _lastSign;
    private DateTimeOffset _typingUntil;
    private string? _agent;
    private int _number;

    public Story(PeopleWorld world, int number, Random random, bool comesBack)
    {
        (_world, _random) = (world, random);
        _comeBack = comesBack ? TimeSpan.FromMinutes(10) : TimeSpan.Zero;
        var visitor = $"visitor_{number}";
        _thread = new Wire.Thread
        {
            Uid = $"thread_{number}", Type = comesBack ? ThreadTypes.Agent : ThreadTypes.Workgroup, State = ThreadStates.Chatting, Channel = "web",
            Topic = comesBack ? Topics.Agent("agent_bot", visitor) : Topics.Workgroup("group", visitor),
            User = new Wire.User { Uid = visitor, Nickname = "访客", Type = UserTypes.Visitor },
        };
    }

    public string Topic => _thread.Topic;

    /// <summary>Whether a human owns it, by this account.</summary>
    public bool HumanOwns { get; private set; }

    /// <summary>What happened, for the message of a failure.</summary>
    public string Log => string.Join('\n', _log.TakeLast(40));

    /// <summary>What the bot said, while a human owned it.</summary>
    public List<string> Interfered { get; } = [];

    /// <summary>How often the bot spoke.</summary>
    public int Replies { get; private set; }

    /// <summary>Something happens.</summary>
    public Task StepAsync() => _random.Next(24) switch
    {
        0 or 1 or 2 or 3 => AskAsync($"问题 {_number}"),
        4 or 5 or 6 => AskAsync($"慢 {_number}"),
        7 => AskAsync(Wishes[_random.Next(Wishes.Length)]),
        8 => AskAsync($"听不懂 {_number}"),
        9 => _asked.Count == 0 ? Task.CompletedTask : ReceiveAsync(Visitor(MessageTypes.Recall, _asked[^1])),
        10 => TypeAsync(),
        11 => LookOnAsync(),
        12 => SignAsync(Human(MessageTypes.Text, "我来帮您")),
        13 => SignAsync(Desktop(MessageTypes.Text, "同一个账号")),
        14 => SignAsync(Human(MessageTypes.TransferAccept, "{}")),
        15 => SignAsync(Human(MessageTypes.Text, "/bot off")),
        16 => BackAsync(() => ReceiveAsync(Human(MessageTypes.Text, "/bot on")), "/bot on"),
        17 => _random.Next(2) == 0 ? ConsoleAsync() : BackAsync(() => _world.CommandAsync(Topic, BotEvents.On), "console on"),
        18 => BackAsync(() => ReceiveAsync(Human(MessageTypes.Transfer, """{"to":"agent_bot","note":"交给你"}""")), "transfer to the bot"),
        19 => ReceiveAsync(Human(_random.Next(2) == 0 ? MessageTypes.TransferReject : MessageTypes.TransferTimeout, "{}")),
        20 => GiveAsync(_random.Next(2) == 0 ? "agent_bot" : $"agent_{_random.Next(3)}"),
        21 => CloseAsync(),
        22 => ReceiveAsync(Message(new Wire.User { Uid = "robot", Nickname = "机器人", Type = UserTypes.Robot }, MessageTypes.Text, "自动回复")),
        _ => AnswerAsync(),
    };

    /// <summary>The visitor asks; the model answers at once if it is asked.</summary>
    public async Task<string> AskAsync(string text)
    {
        var message = Visitor(MessageTypes.Text, text);
        _asked.Add(message.Uid);
        await ReceiveAsync(message);
        return message.Uid;
    }

    /// <summary>The model that thinks about this conversation's question answers.</summary>
    public Task AnswerAsync()
    {
        if (_world.Model.IsThinking(Topic)) Note("the model answers");
        _world.Model.Answer(Topic);
        return _world.SettleAsync();
    }

    /// <summary>The clock goes to a time: a silence may be over by then.</summary>
    public void GoesTo(DateTimeOffset time)
    {
        if (HumanOwns && _comeBack > TimeSpan.Zero && time >= _lastSign + _comeBack) HumanOwns = false;
    }

    /// <summary>The bot says something.</summary>
    public void Hear(Wire.Message message)
    {
        Note($"bot: {message.Type} {message.Content}");
        if (message.Type is MessageTypes.Transfer or MessageTypes.TransferAccept or MessageTypes.LeaveMsg) return;
        Replies++;
        if (_world.Now < _typingUntil) Interfered.Add($"{_world.Now:HH:mm:ss} while somebody typed: {message.Type} {message.Content}");
        if (HumanOwns) Interfered.Add($"{_world.Now:HH:mm:ss} {message.Type} {message.Content}");
    }

    /// <summary>Writes something into the story's log.</summary>
    public void Note(string what) => _log.Add($"{_world.Now:HH:mm:ss} {what}");

    public override string ToString() => $"{Topic}, owned by {(HumanOwns ? "a human" : "the bot")}, in the store {_world.StateOf(Topic).Ownership}\n{Log}";

    /// <summary>The program is started again: who was typing is forgotten.</summary>
    public void Restarts()
    {
        Note("the bot is started again");
        _typingUntil = default;
    }

    /// <summary>A human says something.</summary>
    private async Task SignAsync(Wire.Message message)
    {
        await _world.Get<MessageReceiver>().TakeAsync(message, PeopleWorld.Bot, null);
        Note($"{message.User.Uid}: {message.Type} {message.Content}");
        (_lastSign, _typingUntil, HumanOwns) = (_world.Now, default, true);
        _world.Server.Keep(message);
        await _world.SettleAsync();
    }

    /// <summary>A human types: that holds the bot back and gives them nothing, but who owns the conversation is still there.</summary>
    private Task TypeAsync()
    {
        if (HumanOwns && _world.Now - _lastSign >= Registered) _lastSign = _world.Now;
        // What the bot is sending at this very moment comes before it.
        return ThenAsync(Human(MessageTypes.Typing, ""), () => _typingUntil = _world.Now + Holds);
    }

    /// <summary>A human opens the conversation, or puts an emoji to something: no word of theirs.</summary>
    private Task LookOnAsync() =>
        ReceiveAsync(_random.Next(2) == 0 ? Human(MessageTypes.Read, "x") : Human(MessageTypes.Reaction, """{"messageUid":"x","emoji":"👍"}"""));

    private async Task ThenAsync(Wire.Message message, Action then)
    {
        await ReceiveAsync(message);
        then();
    }

    private async Task ConsoleAsync()
    {
        if (_world.StateOf(Topic).Openings == 0) return;
        Note("console off");
        (HumanOwns, _lastSign, _typingUntil) = (true, _world.Now, default);
        await _world.CommandAsync(Topic, BotEvents.Off);
    }

    private Task BackAsync(Func<Task> act, string what)
    {
        // A human who hands on what they did not own has come and gone. Whoever says so types no longer.
        Note(what);
        (HumanOwns, _typingUntil) = (false, what == "/bot on" ? default : _typingUntil);
        return act();
    }

    private Task GiveAsync(string agent)
    {
        Note($"the thread is given to {agent}");
        var known = _world.StateOf(Topic);
        if (agent == "agent_bot")
        {
            if (_agent is not null && _agent != agent) HumanOwns = false;
            if (_agent is not null) _agent = agent;
        }
        else if (_agent != agent)
        {
            (HumanOwns, _lastSign, _agent, _typingUntil) = (true, _world.Now, agent, default);
        }

        var info = new ThreadInfo(_thread.Clone(), new Wire.User { Uid = agent, Nickname = agent, Type = UserTypes.Agent }, null, 0, MessageTime.Write(_world.Now.AddSeconds(_number++)), [], "");
        return _world.LookAsync(info);
    }

    private Task CloseAsync()
    {
        if (_world.StateOf(Topic).Ownership.Owner != Owner.Closed) (HumanOwns, _agent) = (false, null);
        return ReceiveAsync(_random.Next(2) == 0 ? Human(MessageTypes.AgentClosed, "结束") : Message(new Wire.User { Uid = "system", Type = UserTypes.System }, MessageTypes.AutoClosed, "结束"));
    }

    private Task ReceiveAsync(Wire.Message message)
    {
        Note($"{message.User.Uid}: {message.Type} {message.Content}");
        return _world.ReceiveAsync(message);
    }

    private Wire.Message Visitor(string type, string content) => Message(_thread.User, type, content);

    private Wire.Message Human(string type, string content)
    {
        var uid = $"agent_{_random.Next(3)}";
        return Message(new Wire.User { Uid = uid, Nickname = uid, Type = UserTypes.Agent }, type, content);
    }

    private Wire.Message Desktop(string type, string content) => Message(new Wire.User { Uid = "agent_bot", Nickname = "小微", Type = UserTypes.Agent }, type, content);

    private Wire.Message Message(Wire.User user, string type, string content) => new()
    {
        Uid = $"{_thread.User.Uid}{++_number:D20}", Type = type, Content = content, Status = MessageStatuses.Success, CreatedAt = MessageTime.Write(_world.Now), Channel = "web", Thread = _thread.Clone(), User = user.Clone(),
    };
}
