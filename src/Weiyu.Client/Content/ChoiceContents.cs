using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>One option of a choice.</summary>
public sealed record ChoiceOption : JsonPart
{
    public ChoiceOption()
    {
    }

    internal ChoiceOption(JsonObject json)
        : base(json)
    {
    }

    public string? OptionUid { get => Get("optionUid", "uid"); init => Set("optionUid", value); }

    public string? Title { get => Get("title", "label"); init => Set("title", value); }

    /// <summary>What is sent when it is picked; the title when absent.</summary>
    public string? Value { get => Get("value"); init => Set("value", value); }

    public string? Description { get => Get("description"); init => Set("description", value); }

    public string? Payload { get => Get("payload"); init => Set("payload", value); }

    public bool? Disabled { get => GetBoolean("disabled"); init => Set("disabled", value); }
}

/// <summary>CHOICE, and CHOICE_SUBMIT with <see cref="SelectedValues"/> filled. CONFIRM too: a choice between two.</summary>
public sealed record ChoiceContent : MessageContent
{
    public ChoiceContent()
        : base(MessageTypes.Choice)
    {
    }

    internal ChoiceContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? ChoiceUid { get => Get("choiceUid", "uid"); init => Set("choiceUid", value); }

    /// <summary>The question.</summary>
    public string? Content { get => Get("content", "title"); init => Set("content", value); }

    public string? Hint { get => Get("hint"); init => Set("hint", value); }

    public bool? Multiple { get => GetBoolean("multiple"); init => Set("multiple", value); }

    public long? MinSelect { get => GetInteger("minSelect"); init => Set("minSelect", (decimal?)value); }

    public long? MaxSelect { get => GetInteger("maxSelect"); init => Set("maxSelect", (decimal?)value); }

    public IReadOnlyList<ChoiceOption> Options
    {
        get => GetParts("options", "title", static json => new ChoiceOption(json));
        init => Set("options", value);
    }

    public IReadOnlyList<string> SelectedValues { get => GetTexts("selectedValues"); init => Set("selectedValues", value); }

    /// <summary>The options that were picked, found by value, uid, payload or title; what is in no option is left out.</summary>
    public IEnumerable<ChoiceOption> Selected
    {
        get
        {
            var values = SelectedValues;
            return Options.Where(o => Matches(values, o.Value) || Matches(values, o.OptionUid) || Matches(values, o.Payload) || Matches(values, o.Title));
        }
    }

    /// <summary>Of a CHOICE the question and its numbered options; of a submit what was picked, as the visitor saw it.</summary>
    public override string PlainText(string locale = "zh")
    {
        if (Type is not (MessageTypes.ChoiceSubmit or MessageTypes.ConfirmSubmit) || SelectedValues.Count == 0)
        {
            return Lines(Content, string.Join("\n", Options.Select((o, at) => FormattableString.Invariant($"{at + 1}. {o.Title ?? o.Value}"))));
        }

        var picked = Selected.Select(o => o.Title ?? o.Value ?? "").ToList();
        return string.Join(", ", picked.Count > 0 ? picked : SelectedValues);
    }

    private static bool Matches(IReadOnlyList<string> values, string? value) => value is not null && values.Contains(value);
}
