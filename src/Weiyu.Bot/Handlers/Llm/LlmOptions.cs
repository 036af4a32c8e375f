using System.ComponentModel.DataAnnotations;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>The section <c>Llm</c>. Without an endpoint there is no model, and rules and knowledge answer alone.</summary>
internal sealed class LlmOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Llm";

    /// <summary>The base address of any OpenAI-compatible service (<c>https://…/v1</c>); empty: no model.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>The key; empty where the service wants none.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>A file that holds the key (a mounted secret); wins over <see cref="ApiKey"/>.</summary>
    public string ApiKeyFile { get; set; } = "";

    /// <summary>The model's name; needed with an endpoint.</summary>
    public string Model { get; set; } = "";

    /// <summary>The model that makes embeddings for the knowledge; empty: none.</summary>
    public string EmbeddingModel { get; set; } = "";

    /// <summary>How long one attempt at one model may take as a whole. From 1 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a model may think before its first token. From 0.1 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan FirstTokenTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a stream may pause between two tokens. From 0.1 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the whole answer may take where the rule does not say. From 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The models to try when the first one fails, in order. At most 8.</summary>
    public List<LlmFallback> Fallbacks { get; set; } = [];

    /// <summary>How often one model is asked again after a failure that may pass (429, 5xx, a lost connection). From 0 to 5.</summary>
    [Range(0, 5)]
    public int Retries { get; set; } = 1;

    /// <summary>How many answers are made at once. From 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrent { get; set; } = 8;

    /// <summary>How many answers may wait for their turn; beyond it the rule's <c>else</c> answers at once. From 0 to 100,000.</summary>
    [Range(0, 100_000)]
    public int MaxWaiting { get; set; } = 1_000;

    /// <summary>The most tokens (in and out) of one conversation, counted anew when it is opened again; 0: no limit.</summary>
    [Range(0, int.MaxValue)]
    public int TokensPerConversation { get; set; } = 60_000;

    /// <summary>The most tokens (in and out) of a day, which ends at midnight of the server's time zone; 0: no limit.</summary>
    [Range(0L, long.MaxValue)]
    public long TokensPerDay { get; set; } = 3_000_000;

    /// <summary>The most tokens of one reply. From 16 to 8,192.</summary>
    [Range(16, 8_192)]
    public int MaxOutputTokens { get; set; } = 600;

    /// <summary>The most characters of a reply; what is longer is cut at the end of a sentence. From 20 to 5,000.</summary>
    [Range(20, 5_000)]
    public int MaxReplyLength { get; set; } = 1_200;

    /// <summary>How long the answer to an identical question is kept; 0: not at all. Up to 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether replies go out as ROBOT_STREAM messages instead of one TEXT. They are checked as a whole first, either way.</summary>
    public bool Stream { get; set; }

    /// <summary>What the visitor sees meanwhile: <c>TYPING</c> or <c>PROCESSING</c>.</summary>
    [RegularExpression("TYPING|PROCESSING")]
    public string Signal { get; set; } = "TYPING";

    /// <summary>How freely the model speaks. From 0 to 2.</summary>
    [Range(0.0, 2.0)]
    public double Temperature { get; set; } = 0.2;

    /// <summary>How often a model may ask for tools in one answer. From 0 to 10.</summary>
    [Range(0, 10)]
    public int MaxToolRounds { get; set; } = 3;

    /// <summary>Whether a reply that was refused gets one more try, with the reason, before a passage is sent instead.</summary>
    public bool TryAgain { get; set; } = true;

    /// <summary>Whether the model may hand the conversation over to a human.</summary>
    public bool HandOver { get; set; } = true;

    /// <summary>What happens when the model misses its deadline: the rule's else, or a holding message and a hand-off.</summary>
    public LatePolicy WhenLate { get; set; } = LatePolicy.Else;

    /// <summary>From which score on the best passage stands in for a reply that was not fit to be sent. From 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double CuratedScore { get; set; } = 0.55;

    /// <summary>
    /// Which share of a reply's pairs of letters must stand in its material; 0: none. 0.2 to 0.35 also stops false statements without any number
    /// in them, at the price of some free wordings. Where orders were found in the material it is at least 0.35. From 0 to 1.
    /// </summary>
    [Range(0.0, 1.0)]
    public double MinSupport { get; set; }

    /// <summary>The hosts that a reply may link to, besides those that rule files and persona name. <c>example.com</c> includes its subdomains.</summary>
    public List<string> AllowedHosts { get; set; } = [];

    /// <summary>Words that no reply may contain, besides those of the rules' list <c>blocked</c>.</summary>
    public List<string> BlockedWords { get; set; } = [];

    /// <summary>The holding message by language, instead of the built-in one.</summary>
    public Dictionary<string, string> Holding { get; set; } = [];

    /// <summary>Whether there is a model.</summary>
    public bool IsOn => !string.IsNullOrWhiteSpace(Endpoint);
}

/// <summary>A model to try when those before it fail.</summary>
internal sealed class LlmFallback
{
    /// <summary>The base address; empty: that of <see cref="LlmOptions.Endpoint"/>.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>The key; empty: the first model's, if the endpoint is the same.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>A file that holds the key.</summary>
    public string ApiKeyFile { get; set; } = "";

    /// <summary>The model's name; empty: that of <see cref="LlmOptions.Model"/>.</summary>
    public string Model { get; set; } = "";
}

/// <summary>What happens when the model is late.</summary>
internal enum LatePolicy
{
    /// <summary>The curated passage if it is good enough, else what the rule's <c>else</c> names.</summary>
    Else,

    /// <summary>The curated passage if it is good enough, else a holding message, and a human is called.</summary>
    Handoff,
}
