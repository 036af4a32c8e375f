using System.Globalization;
using System.Text.Json.Nodes;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Model.Running;

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
                return Option.Find(options, button.Payload) ?? Option.Find(options, button.Title) ?? new Option(button.Title ?? button.Payload ?? "", button.Payload ?? button.Title, null);
            case FaqContent { Type: MessageTypes.FaqQuestion } faq:
                return Option.Find(options, faq.FaqUid) ?? Option.Find(options, faq.Question);
            case TextContent when typed:
                return Option.Find(options, turn.Text);
            default:
                return null;
        }
    }

    private static Option? Several(ChoiceContent choice, List<Option> options)
    {
        var picked = choice.Selected.Select(o => Option.Find(options, o.OptionUid, byNumber: true) ?? Option.Find(options, o.Value) ?? Option.Find(options, o.Title) ?? new Option(o.Title ?? o.Value ?? "", o.Value, null)).ToList();
        if (picked.Count == 0) picked = [.. choice.SelectedValues.Select(v => Option.Find(options, v) ?? new Option(v, v, null))];
        return picked.Count switch
        {
            0 => null,
            1 => picked[0],
            _ => new Option(string.Join(", ", picked.Select(p => p.Title)), string.Join(", ", picked.Select(p => p.Value ?? p.Title)), null),
        };
    }

    private static List<Option> Offered(TurnContext turn)
    {
        if (RuleMemory.Of(turn.State).Offer is not { } offer || offer["options"] is not JsonArray options) return [];
        if (offer["t"] is { } at && turn.Now.ToUnixTimeMilliseconds() - (long)at > Fresh.TotalMilliseconds) return [];
        return [.. options.OfType<JsonObject>().Select(Option.FromJson)];
    }
}
