using System.ComponentModel.DataAnnotations;
using Weiyu.Client.Messages;
using Weiyu.Rules.Model;

namespace Weiyu.Bot.Configuration;

/// <summary>The section <c>People</c>: how the bot behaves beside human agents.</summary>
internal sealed class PeopleOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "People";

    /// <summary>
    /// How long a human must be silent before the bot answers again, also what the visitor asked meanwhile; 0: it never comes back by itself.
    /// From 0 to 7 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan ComeBackAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>What differs in threads of type AGENT.</summary>
    public ComeBackOptions Agent { get; set; } = new();

    /// <summary>What differs in threads of type WORKGROUP.</summary>
    public ComeBackOptions Workgroup { get; set; } = new();

    /// <summary>What differs in threads of type UNIFIED.</summary>
    public ComeBackOptions Unified { get; set; } = new();

    /// <summary>What differs in threads of all other types.</summary>
    public ComeBackOptions Other { get; set; } = new();

    /// <summary>
    /// Whether a conversation is a colleague's as soon as they read it; false: opening it is not answering, and only writing takes it over.
    /// </summary>
    public bool ReadTakesOver { get; set; }

    /// <summary>
    /// How long a reply waits after a colleague's last sign of typing; what they write takes its place, and when they stop it is sent. One question's
    /// replies wait a minute at most. 0: typing holds nothing. From 0 to 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan TypingHolds { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>What an agent writes to silence the bot; empty: nothing does.</summary>
    public string OffCommand { get; set; } = "/bot off";

    /// <summary>What an agent writes to bring it back; empty: nothing does.</summary>
    public string OnCommand { get; set; } = "/bot on";

    /// <summary>Further words that mean the wish for a human when they are the whole message, separated by commas; the common ones are known.</summary>
    public string HandoffWords { get; set; } = "";

    /// <summary>How many answers in a row may miss before a human is called; 0: never for that. From 0 to 100.</summary>
    [Range(0, 100)]
    public int HandoffAfterMisses { get; set; } = 3;

    /// <summary>How long a visitor waits for a human before being told that nobody came. From 10 s to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan HandoffTimeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>After how long a wait the humans are reminded and the visitor is told so, once; 0, or longer than the wait: never. From 0 to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan HandoffRemindAfter { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>The agent or work group that hand-offs go to when the rule names none; empty: only the people in the thread are told.</summary>
    public string HandoffTo { get; set; } = "";

    /// <summary>What is done when nobody comes and the rule does not say: <c>leave-message</c>, <c>call-back</c>, or the id of a rule.</summary>
    public string HandoffElse { get; set; } = "leave-message";

    /// <summary>How long a model may take for the summary that humans get; 0: it is put together without a model. From 0 to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan SummaryTimeout { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>A topic that gets a NOTICE of every hand-off and a LEAVE_MSG of every message that was left; empty: none.</summary>
    public string NoticeTopic { get; set; } = "";

    /// <summary>A URL that gets a POST of every hand-off and of every message that was left; empty: none.</summary>
    public string Webhook { get; set; } = "";

    /// <summary>Whether the bot accepts a conversation that a human transfers to it.</summary>
    public bool AcceptTransfers { get; set; } = true;

    /// <summary>Whether queued visitors are accepted while the bot's agent has room (its <c>maxThreadCount</c>); false: they are left in the queue.</summary>
    public bool AcceptQueued { get; set; } = true;

    /// <summary>What becomes of an answer that is being made when the visitor writes again; a rule's <c>answer</c> may say otherwise (<c>meanwhile</c>).</summary>
    public NextQuestion WhenAnotherComes { get; set; } = NextQuestion.Queue;

    /// <summary>The most replies in a row to a writer who says nothing new (repeats the bot, or what was not understood): programs do. From 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int MaxRepliesToPrograms { get; set; } = 5;

    /// <summary>How long after its end a conversation's topic is unsubscribed. From 1 minute to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan UnsubscribeAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The agent's status that is set at start and when working hours begin; empty: left alone.</summary>
    [RegularExpression(Statuses)]
    public string StatusAtStart { get; set; } = "AVAILABLE";

    /// <summary>The agent's status outside the working hours of the rules' calendar; empty: the same as within them, for a bot that works at night.</summary>
    [RegularExpression(Statuses)]
    public string StatusOutsideHours { get; set; } = "";

    /// <summary>The agent's status that is set at the end, so that no visitor is given to a bot that is not there; empty: left alone.</summary>
    [RegularExpression(Statuses)]
    public string StatusAtEnd { get; set; } = "OFFLINE";

    private const string Statuses = "^(AVAILABLE|AWAY|REST|BUSY|OFFLINE)?$";

    /// <summary>When the bot comes back in a thread.</summary>
    public ComeBack ComeBackIn(string threadType)
    {
        var special = threadType switch
        {
            ThreadTypes.Agent => Agent,
            ThreadTypes.Workgroup => Workgroup,
            ThreadTypes.Unified => Unified,
            _ => Other,
        };
        return new ComeBack(special.ComeBackAfter ?? ComeBackAfter, special.OnCommand ?? true, special.OnTransfer ?? true);
    }
}

/// <summary>When the bot comes back in threads of one type; what is left out is as for all.</summary>
internal sealed class ComeBackOptions
{
    /// <summary>As <see cref="PeopleOptions.ComeBackAfter"/>. From 0 to 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan? ComeBackAfter { get; set; }

    /// <summary>Whether <see cref="PeopleOptions.OnCommand"/> brings it back; otherwise true. The console always can.</summary>
    public bool? OnCommand { get; set; }

    /// <summary>Whether it comes back when the thread is transferred or given to it again; otherwise true.</summary>
    public bool? OnTransfer { get; set; }
}

/// <summary>When the bot comes back after a human.</summary>
/// <param name="After">After how long a silence; 0: not for that.</param>
/// <param name="OnCommand">On the command in the conversation.</param>
/// <param name="OnTransfer">When the thread is given to it.</param>
internal readonly record struct ComeBack(TimeSpan After, bool OnCommand, bool OnTransfer);
