using System.ComponentModel.DataAnnotations;

namespace Weiyu.Bot.Handlers.General;

/// <summary>The section <c>Bot:Fragments</c>: messages typed in pieces.</summary>
internal sealed class FragmentsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Bot:Fragments";

    /// <summary>How long a piece waits for the next one; 0: every message is answered by itself. From 0 to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMilliseconds(1200);

    /// <summary>A message of more characters is no piece of one. From 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int MaxLength { get; set; } = 40;

    /// <summary>The most pieces that are joined. From 2 to 20.</summary>
    [Range(2, 20)]
    public int MaxPieces { get; set; } = 8;
}
