namespace Weiyu.Bot.Delivery;

/// <summary>A way to the server.</summary>
internal interface IDeliveryRoute
{
    /// <summary>Its name in the outbox and in metrics.</summary>
    string Name { get; }

    /// <summary>Whether it could take this message now.</summary>
    bool CanTake(Wire.Message message);

    /// <summary>Tries to send. Never throws for what goes wrong on the way.</summary>
    Task<DeliveryResult> SendAsync(Wire.Message message, CancellationToken cancellationToken);
}

/// <summary>What a try came to.</summary>
/// <param name="Status">In a word.</param>
/// <param name="Detail">Why, for the outbox.</param>
internal readonly record struct DeliveryResult(DeliveryStatus Status, string? Detail = null);

/// <summary>What a try to send came to.</summary>
internal enum DeliveryStatus
{
    /// <summary>The server has it.</summary>
    Confirmed,

    /// <summary>It left, and the broker took it; whether the server has it is to be seen.</summary>
    Sent,

    /// <summary>It may or may not have left.</summary>
    Unknown,

    /// <summary>It left, and nobody took it in time: the line hears and is not heard.</summary>
    Unheard,

    /// <summary>It did not leave: the line is down.</summary>
    NotSent,

    /// <summary>The server said no.</summary>
    Refused,
}
