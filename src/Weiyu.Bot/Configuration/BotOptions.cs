using System.ComponentModel.DataAnnotations;

namespace Weiyu.Bot.Configuration;

/// <summary>The section <c>Bot</c>.</summary>
internal sealed class BotOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Bot";

    /// <summary>The folder of the rules, relative to the working directory where that has <c>appsettings.json</c> or <c>rules/</c>, else to the program's own.</summary>
    [Required]
    public string RulesPath { get; set; } = "rules";

    /// <summary>The folder of the data, relative to the same folder as the rules.</summary>
    [Required]
    public string DataPath { get; set; } = "data";

    /// <summary>Questions older than this are not answered but shown as missed. From 1 minute to 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan MaxQuestionAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long the visitor sees TYPING before a reply that was ready at once, for a humane pace. From 0 to 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan TypingPause { get; set; } = TimeSpan.Zero;

    /// <summary>
    /// How many messages may wait in memory for their turn; beyond that the broker gets no acknowledgement and waits. From 16 to 1,000,000.
    /// </summary>
    [Range(16, 1_000_000)]
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>A question that is not handled, or a reply that is not sent, for longer than this makes the bot not ready. From 10 s to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan WaitsTooLong { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an undelivered reply is tried before it is given up. From 1 minute to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long handled messages, confirmed replies and decision records are kept. From 1 hour to 10 years.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(30);
}
