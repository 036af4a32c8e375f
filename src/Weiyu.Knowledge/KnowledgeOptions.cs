using System.ComponentModel.DataAnnotations;

namespace Weiyu.Knowledge;

/// <summary>The section <c>Knowledge</c>.</summary>
public sealed class KnowledgeOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Knowledge";

    /// <summary>The folder of the knowledge, below the rules folder.</summary>
    [Required]
    public string Folder { get; set; } = "knowledge";

    /// <summary>The score from which a passage is sent as the answer, unless the rule says otherwise. From 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double MinScore { get; set; } = 0.55;

    /// <summary>How far the next passage must be behind for the best one to be sent without asking. From 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double MinMargin { get; set; } = 0.16;

    /// <summary>The score from which a passage is worth offering as a choice. From 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double OfferScore { get; set; } = 0.35;

    /// <summary>The most questions that a choice offers; 0: never offer. From 0 to 8.</summary>
    [Range(0, 8)]
    public int MaxOffers { get; set; } = 3;

    /// <summary>How long an offered choice can be answered. From 1 minute to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan OfferFor { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The most characters of an extracted answer; a curated one is sent as it is. From 80 to 2,000.</summary>
    [Range(80, 2000)]
    public int MaxAnswerLength { get; set; } = 360;

    /// <summary>What to do with knowledge when a model is configured.</summary>
    public WhenModel WhenModel { get; set; } = WhenModel.CuratedFirst;

    /// <summary>The score from which a curated answer is sent without asking the model. From 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double CuratedScore { get; set; } = 0.76;

    /// <summary>How many passages a model is given. From 1 to 20.</summary>
    [Range(1, 20)]
    public int PassagesForModel { get; set; } = 5;

    /// <summary>The most bytes of one knowledge file. From 1 KiB to 64 MiB.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxFileBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>The most files. From 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int MaxFiles { get; set; } = 5000;

    /// <summary>The most passages of one file. From 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxPassagesPerFile { get; set; } = 20_000;

    /// <summary>The most characters of a passage; longer sections are split between paragraphs, list items or table rows. From 200 to 4,000.</summary>
    [Range(200, 4000)]
    public int MaxPassageLength { get; set; } = 1000;

    /// <summary>How long the folder must be quiet before a change is read. From 0 to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Debounce { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How often the folder is compared in case its file system reports no changes (network drives, mounted config maps). From 1 s to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CompareEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The zone of validity dates, an IANA name.</summary>
    [Required]
    public string TimeZone { get; set; } = "Asia/Shanghai";

    /// <summary>How long to wait for the embedding of a question before searching without. From 50 ms to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30")]
    public TimeSpan EmbeddingTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many passages are embedded by one request. From 1 to 512.</summary>
    [Range(1, 512)]
    public int EmbeddingBatch { get; set; } = 64;

    /// <summary>The most passages that are embedded; the rest is found by its words only. From 0 to 200,000.</summary>
    [Range(0, 200_000)]
    public int MaxEmbedded { get; set; } = 20_000;
}

/// <summary>Who answers first when a model is configured.</summary>
public enum WhenModel
{
    /// <summary>A curated answer with a high score is sent at once; everything else goes to the model, with the passages.</summary>
    CuratedFirst,

    /// <summary>Whatever knowledge can answer above the threshold it answers; the model gets the rest.</summary>
    KnowledgeFirst,

    /// <summary>The model answers everything, with the passages.</summary>
    ModelFirst,
}
