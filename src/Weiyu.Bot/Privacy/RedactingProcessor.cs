using System.Diagnostics;
using OpenTelemetry;

namespace Weiyu.Bot.Privacy;

/// <summary>Takes personal data out of the text tags and the status of spans before they are exported. It must stand before the exporters.</summary>
internal sealed class RedactingProcessor(PersonalDataMask mask) : BaseProcessor<Activity>
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        List<(string Key, string Value)>? found = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (tag.Value is not string text) continue;
            var redacted = mask.Redact(text);
            if (!ReferenceEquals(redacted, text)) (found ??= []).Add((tag.Key, redacted));
        }

        foreach (var (key, value) in found ?? []) data.SetTag(key, value);
        if (data.StatusDescription is { } status && mask.Redact(status) is { } plain && !ReferenceEquals(plain, status)) data.SetStatus(data.Status, plain);
    }
}
