using System.ComponentModel.DataAnnotations;

namespace Weiyu.Bot.Handlers.People;

/// <summary>The section <c>People</c>: how the bot behaves beside human agents.</summary>
internal sealed class PeopleOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "People";

    /// <summary>How long a human must be silent before the bot answers again; 0: it never comes back by itself. From 0 to 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan ComeBackAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>What an agent writes to silence the bot.</summary>
    public string OffCommand { get; set; } = "/bot off";

    /// <summary>What an agent writes to bring it back.</summary>
    public string OnCommand { get; set; } = "/bot on";

    /// <summary>How many answers in a row may miss before a human is called; 0: never for that. From 0 to 100.</summary>
    [Range(0, 100)]
    public int HandoffAfterMisses { get; set; } = 3;

    /// <summary>How long a visitor waits for a human before being told that nobody came. From 10 s to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan HandoffTimeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>The agent or work group that hand-offs go to when the rule names none; empty: only the people in the thread are told.</summary>
    public string HandoffTo { get; set; } = "";

    /// <summary>A topic that gets a NOTICE of every hand-off and of every message that was left; empty: none.</summary>
    public string NoticeTopic { get; set; } = "";

    /// <summary>A URL that gets a POST of every hand-off and of every message that was left; empty: none.</summary>
    public string Webhook { get; set; } = "";

    /// <summary>The most replies since a visitor or agent who looks human wrote: exchanges among programs end there. From 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int MaxRepliesToPrograms { get; set; } = 5;

    /// <summary>The agent's status that is set at start; empty: left alone.</summary>
    public string StatusAtStart { get; set; } = "AVAILABLE";

    /// <summary>The agent's status that is set at the end; empty: left alone.</summary>
    public string StatusAtEnd { get; set; } = "";
}
