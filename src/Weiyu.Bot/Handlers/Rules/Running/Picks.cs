using System.Globalization;
using System.Text.Json.Nodes;
using Weiyu.Bot.Handlers.Rules.Matching;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Handlers.Rules.Running;

/// <summary>Finds which option the visitor picked: by clicking, or by typing its number, title or value.</summary>
internal static class Picks
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(30);

    /// <summary>What the visitor's message says, as text; empty for pictures, files, places: their labels are nobody's words.</summary>
    public static string TextOf(TurnContext turn) =>
        turn.Message is not { } message ? turn.Text
        : MessageTypes.IsMedia(message.Type) || message.Type is MessageTypes.Location ? ""
        : turn.Text.Length > 0 ? turn.Text
        : MessageContent.Read(message).PlainText(turn.State.Locale ?? "zh");

    /// <summary>The option that was picked; null when none was.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="typed">Whether typing an option picks it, too; else only a click does.</param>
    public static Option? Of(TurnContext turn, bool typed)
    {
        var options = Offered(turn);
        if (options.Count == 0 && turn.Message?.Type is not (MessageTypes.ChoiceSubmit or MessageTypes.ConfirmSubmit or MessageTypes.ButtonSubmit)) return null;
        switch (turn.Message is null ? null : MessageContent.Read(turn.Message))
        {
            case ChoiceContent { Type: MessageTypes.ChoiceSubmit or MessageTypes.ConfirmSubmit } choice:
                return Several(choice, options);
            case ButtonContent { Type: MessageTypes.ButtonSubmit } button:
                return Find(options, button.Payload) ?? Find(options, button.Title) ?? new Option(button.Title ?? button.Payload ?? "", button.Payload ?? button.Title, null);
            case FaqContent { Type: MessageTypes.FaqQuestion } faq:
                return Find(options, faq.FaqUid) ?? Find(options, faq.Question);
            case TextContent when typed:
                return Find(options, turn.Text);
            default:
                return null;
        }
    }

    private static Option? Several(ChoiceContent choice, List<Option> options)
    {
        var picked = choice.Selected.Select(o => Find(options, o.OptionUid, byNumber: true) ?? Find(options, o.Value) ?? Find(options, o.Title) ?? new Option(o.Title ?? o.Value ?? "", o.Value, null)).ToList();
        if (picked.Count == 0) picked = [.. choice.SelectedValues.Select(v => Find(options, v) ?? new Option(v, v, null))];
        return picked.Count switch
        {
            0 => null,
            1 => picked[0],
            _ => new Option(string.Join(", ", picked.Select(p => p.Title)), string.Join(", ", picked.Select(p => p.Value ?? p.Title)), null),
        };
    }

    /// <summary>The option with that number, title or value.</summary>
    public static Option? Find(IReadOnlyList<Option> options, string? said, bool byNumber = false)
    {
        if (string.IsNullOrEmpty(said)) return null;
        var bare = TextForms.Bare(said);
        if (!byNumber)
        {
            foreach (var option in options)
            {
                if (TextForms.Bare(option.Title) == bare || (option.Value is not null && TextForms.Bare(option.Value) == bare)) return option;
            }
        }

        return int.TryParse(bare, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= options.Count ? options[number - 1] : null;
    }

    private static List<Option> Offered(TurnContext turn)
    {
        if (RuleMemory.Of(turn.State).Offer is not { } offer || offer["options"] is not JsonArray options) return [];
        if (offer["t"] is { } at && turn.Now.ToUnixTimeMilliseconds() - (long)at > Fresh.TotalMilliseconds) return [];
        return [.. options.OfType<JsonObject>().Select(Option.FromJson)];
    }
}
