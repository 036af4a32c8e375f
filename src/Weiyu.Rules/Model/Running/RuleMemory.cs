using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Text.Dates;

namespace Weiyu.Rules.Model.Running;

/// <summary>What the rules remember of a conversation in <see cref="RuleState.Rules"/>: uses, variants, the last offer.</summary>
internal readonly struct RuleMemory
{
    private const string Counters = "$messages";
    private const string OfferKey = "$offer";
    private const string LastFormKey = "$form";
    private const string GivenUpKey = "$given";
    private const int MaxRules = 400;
    private readonly Dictionary<string, JsonNode?> _rules;

    private RuleMemory(Dictionary<string, JsonNode?> rules) => _rules = rules;

    /// <summary>The memory of a conversation.</summary>
    public static RuleMemory Of(RuleState state) => new(state.Rules);

    /// <summary>How many messages of the visitor the rules saw since the conversation was opened.</summary>
    public int MessagesSinceOpening(RuleState state) =>
        _rules.GetValueOrDefault(Counters) is JsonObject seen && Int(seen["o"]) == state.Openings ? Int(seen["n"]) : 0;

    /// <summary>Counts a message of the visitor.</summary>
    public void CountMessage(RuleState state) =>
        _rules[Counters] = new JsonObject { ["o"] = state.Openings, ["n"] = MessagesSinceOpening(state) + 1 };

    /// <summary>Why a rule may not be used now; null when it may.</summary>
    public string? Exhausted(Rule rule, RuleState state, DateTimeOffset localNow)
    {
        if (rule.Limit is null && rule.Cooldown is null || _rules.GetValueOrDefault(rule.Id) is not JsonObject used) return null;
        if (rule.Cooldown is { } rest && used["t"] is { } last && localNow.ToUnixTimeMilliseconds() - (long)last < rest.TotalMilliseconds)
            return $"its cooldown of {Durations.Write(rest)} is not over";
        if (rule.Limit is { } limit && Text(used["p"]) == PeriodOf(limit, state, localNow) && Int(used["n"]) >= limit.Count)
            return $"its limit of {limit.Count} is used up";
        return null;
    }

    /// <summary>Remembers a use.</summary>
    public void Use(Rule rule, RuleState state, DateTimeOffset localNow)
    {
        if (rule.Limit is null && rule.Cooldown is null) return;
        var used = Entry(rule.Id);
        used["t"] = localNow.ToUnixTimeMilliseconds();
        if (rule.Limit is not { } limit) return;
        var period = PeriodOf(limit, state, localNow);
        used["n"] = Text(used["p"]) == period ? Int(used["n"]) + 1 : 1;
        used["p"] = period;
    }

    /// <summary>Picks one of several variants, not the one of last time; the same cause picks the same.</summary>
    public int PickVariant(string key, int count, uint seed)
    {
        if (count <= 1) return 0;
        var used = Entry(key);
        var last = used["v"] is { } v ? (int)v : -1;
        var pick = last < 0 || last >= count ? (int)(seed % (uint)count) : (last + 1 + (int)(seed % (uint)(count - 1))) % count;
        used["v"] = pick;
        return pick;
    }

    /// <summary>What the visitor was last offered to pick from.</summary>
    public JsonObject? Offer
    {
        get => _rules.GetValueOrDefault(OfferKey) as JsonObject;
        set
        {
            if (value is null) _rules.Remove(OfferKey);
            else _rules[OfferKey] = value;
        }
    }

    /// <summary>The form that was last completed, for corrections after the fact.</summary>
    public JsonObject? LastForm
    {
        get => _rules.GetValueOrDefault(LastFormKey) as JsonObject;
        set
        {
            if (value is null) _rules.Remove(LastFormKey);
            else _rules[LastFormKey] = value;
        }
    }

    /// <summary>The form that was given up for want of an answer, in case that comes after all.</summary>
    public JsonObject? GivenUp
    {
        get => _rules.GetValueOrDefault(GivenUpKey) as JsonObject;
        set
        {
            if (value is null) _rules.Remove(GivenUpKey);
            else _rules[GivenUpKey] = value;
        }
    }

    private JsonObject Entry(string key)
    {
        if (_rules.GetValueOrDefault(key) is JsonObject known) return known;
        if (_rules.Count >= MaxRules) _rules.Remove(_rules.Keys.First(k => k[0] != '$'));
        var entry = new JsonObject();
        _rules[key] = entry;
        return entry;
    }

    private static string PeriodOf(Limit limit, RuleState state, DateTimeOffset now)
    {
        var period = limit.Period switch
        {
            LimitPeriod.Minute => now.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture),
            LimitPeriod.Hour => now.ToString("yyyyMMddHH", CultureInfo.InvariantCulture),
            LimitPeriod.Day => now.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            LimitPeriod.Week => string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(now.DateTime)}W{ISOWeek.GetWeekOfYear(now.DateTime)}"),
            LimitPeriod.Month => now.ToString("yyyyMM", CultureInfo.InvariantCulture),
            _ => "",
        };
        return limit.Scope == LimitScope.Thread && limit.Period is null ? string.Create(CultureInfo.InvariantCulture, $"#{state.Openings}") : period;
    }

    private static int Int(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? Whole(value) : 0;

    private static int Whole(JsonValue value) => value.TryGetValue<int>(out var whole) ? whole : value.TryGetValue<double>(out var number) ? (int)number : 0;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
