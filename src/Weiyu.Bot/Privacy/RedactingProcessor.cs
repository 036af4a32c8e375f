using System.Diagnostics;
using OpenTelemetry;

namespace Weiyu.Bot.Privacy;

/// <summary>Takes personal data out of the names, text tags and status of spans before they are exported. It must stand before the exporters.</summary>
internal sealed class RedactingProcessor(PersonalDataMask mask) : BaseProcessor<Activity>
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        List<(string Key, string Value)>? found = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (tag.Value is not string text) continue;
            var redacted = mask.RedactEncoded(text);
            if (!ReferenceEquals(redacted, text)) (found ??= []).Add((tag.Key, redacted));
        }

        foreach (var (key, value) in found ?? []) data.SetTag(key, value);
        if (mask.RedactEncoded(data.DisplayName) is var name && name != data.DisplayName) data.DisplayName = name;
        if (data.StatusDescription is { } status && mask.RedactEncoded(status) is { } plain && !ReferenceEquals(plain, status)) data.SetStatus(data.Status, plain);
    }
}
