using Weiyu.Bot.Conversations;
namespace Weiyu.Bot.Receiving.CatchingUp;

/// <summary>Registers what fetches what was missed.</summary>
internal static class CatchingUpServices
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddCatchingUp(this IServiceCollection services) => services
        .AddSingleton<CatchUpGate>()
        .AddSingleton<Coverage>()
        .AddSingleton<FirstStart>()
        .AddSingleton<ThreadWatch>()
        .AddSingleton<ThreadList>()
        .AddSingleton<HistoryReader>()
        .AddSingleton<HistoryIntake>()
        .AddSingleton<GapRounds>()
        .AddSingleton<CatchUp>();
}
