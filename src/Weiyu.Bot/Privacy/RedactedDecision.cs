using Weiyu.Bot.Core;


namespace Weiyu.Bot.Privacy;

/// <summary>A decision record as it may be stored.</summary>
internal static class RedactedDecision
{
    /// <summary>The record without personal data. The same one where there is none.</summary>
    public static Decision Redact(this PersonalDataMask mask, Decision decision)
    {
        for (var i = 0; i < decision.Steps.Count; i++)
        {
            var step = decision.Steps[i];
            var what = mask.Redact(step.What);
            if (!ReferenceEquals(what, step.What)) decision.Steps[i] = step with { What = what };
        }

        if (decision.Source is { } source) decision.Source = mask.Redact(source);
        return decision;
    }
}
