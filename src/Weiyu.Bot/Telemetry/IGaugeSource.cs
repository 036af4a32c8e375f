namespace Weiyu.Bot.Telemetry;

/// <summary>A part of the program that has numbers which can be watched at any moment.</summary>
internal interface IGaugeSource
{
    /// <summary>Names them, once, at the start.</summary>
    void Watch(BotTelemetry telemetry);
}
