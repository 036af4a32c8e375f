using Weiyu.Text.Dates;

namespace Weiyu.Bot.Handlers.General;

/// <summary>Registers the settings of <see cref="Fragments"/>; the handler itself is registered by the pipeline.</summary>
internal static class FragmentsRegistration
{
    /// <summary>Messages typed in pieces.</summary>
    public static IServiceCollection AddFragments(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<FragmentsOptions>().Configure(o =>
        {
            var section = configuration.GetSection(FragmentsOptions.Section);
            if (section[nameof(o.Window)] is { Length: > 0 } window && Durations.TryParse(window, out var time, DurationStyle.Lenient)) o.Window = time;
            if (int.TryParse(section[nameof(o.MaxLength)], out var length)) o.MaxLength = length;
            if (int.TryParse(section[nameof(o.MaxPieces)], out var pieces)) o.MaxPieces = pieces;
        }).ValidateDataAnnotations();
        return services;
    }
}
