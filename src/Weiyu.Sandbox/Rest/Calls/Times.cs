using System.Globalization;

namespace Weiyu.Sandbox.Rest.Calls;

/// <summary>Parameters <c>startAt</c> and <c>endAt</c>: ISO 8601 with a zone.</summary>
internal static class Times
{
    /// <summary>Null where there is none, or none that can be read.</summary>
    public static DateTimeOffset? Read(string? text) =>
        text is not null && (text.EndsWith('Z') || text.Length > 19)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            ? time
            : null;
}
