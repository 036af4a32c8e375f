namespace Weiyu.Bot.Handlers.Llm.Models;

/// <summary>How a model failed.</summary>
internal enum FaultKind
{
    /// <summary>Too many requests (429).</summary>
    RateLimited,

    /// <summary>The service is in trouble (408, 5xx).</summary>
    Server,

    /// <summary>The service does not want this (other 4xx): a wrong key, an unknown model, too long a prompt.</summary>
    Refused,

    /// <summary>No connection, or lost before the answer began.</summary>
    Unreachable,

    /// <summary>The answer broke off.</summary>
    Cut,

    /// <summary>What came is no answer: HTML, broken JSON, nothing.</summary>
    Garbage,

    /// <summary>No first token, or no further one, in time.</summary>
    Stalled,

    /// <summary>The attempt took too long as a whole.</summary>
    TimedOut,

    /// <summary>The answer did not end.</summary>
    Endless,

    /// <summary>The answer was cut where it was long enough (<c>Llm:MaxOutputTokens</c>), and too little of it is whole.</summary>
    TooLong,

    /// <summary>The service's own filter stopped the answer.</summary>
    Filtered,

    /// <summary>The circuit breaker is open: it failed too often lately.</summary>
    Open,
}

/// <summary>A model failed. The message holds no content.</summary>
internal sealed class ModelFault(FaultKind kind, string model, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How.</summary>
    public FaultKind Kind { get; } = kind;

    /// <summary>Which model.</summary>
    public string Model { get; } = model;

    /// <summary>The HTTP status of a refusal; 0 where there was none.</summary>
    public int Status { get; init; }

    /// <summary>When the service wants to be asked again; null: it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Whether the question itself may be the reason: too long, refused for its content, an answer without end. That says nothing about the model: one visitor must not be
    /// able to keep it from all others.
    /// </summary>
    public bool MayBeOfQuestion { get; init; }

    /// <summary>Whether the same model may be asked again.</summary>
    public bool MayPass => Kind is FaultKind.RateLimited or FaultKind.Server or FaultKind.Unreachable or FaultKind.Cut or FaultKind.Garbage;
}
