using System.Globalization;
using System.Text.Json.Nodes;
using Weiyu.Bot.Handlers.Rules.Running;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Templates;

namespace Weiyu.Bot.Simulation;

/// <summary>What a visitor's page sends when an option of a CHOICE, a BUTTON or a WELCOME is clicked.</summary>
/// <param name="Type">The message type.</param>
/// <param name="Content">Its content.</param>
internal sealed record VisitorClick(string Type, string Content)
{
    /// <summary>The click on what was offered last; null when nothing of that name was.</summary>
    /// <param name="sent">What the bot sent, oldest first.</param>
    /// <param name="picks">Numbers (from 1), titles or values.</param>
    public static VisitorClick? On(IReadOnlyList<Wire.Message> sent, IReadOnlyList<string> picks)
    {
        if (sent.LastOrDefault(m => m.Type is MessageTypes.Choice or MessageTypes.Welcome or MessageTypes.Button) is not { } last) return null;
        return last.Type switch
        {
            MessageTypes.Choice => Choice(last, picks),
            MessageTypes.Welcome => Question(last, picks),
            _ => Button([.. sent.Where(m => m.Type == MessageTypes.Button)], picks),
        };
    }

    /// <summary>The titles of what was offered last, for messages.</summary>
    public static IReadOnlyList<string> Offered(IReadOnlyList<Wire.Message> sent) => sent.LastOrDefault(m => m.Type is MessageTypes.Choice or MessageTypes.Welcome or MessageTypes.Button) switch
    {
        { Type: MessageTypes.Choice } choice => [.. Options(choice).Select(o => o.Title)],
        { Type: MessageTypes.Welcome } welcome => [.. Questions(welcome).Select(o => o.Title)],
        { } => [.. sent.Where(m => m.Type == MessageTypes.Button).Select(b => OfButton(b).Title)],
        null => [],
    };

    private static VisitorClick? Choice(Wire.Message message, IReadOnlyList<string> picks)
    {
        var options = Options(message);
        var picked = picks.Select(p => Option.Find(options, p)).ToList();
        if (picked.Contains(null) || JsonNode.Parse(message.Content) is not JsonObject json) return null;
        json["selectedValues"] = new JsonArray([.. picked.Select(p => JsonValue.Create(p!.Value ?? p.Title))]);
        return new(MessageTypes.ChoiceSubmit, json.ToJsonString(Sending.Json));
    }

    private static VisitorClick? Question(Wire.Message message, IReadOnlyList<string> picks) =>
        picks is [var pick] && Option.Find(Questions(message), pick) is { } question ? new(MessageTypes.Text, question.Title) : null;

    private static VisitorClick? Button(List<Wire.Message> buttons, IReadOnlyList<string> picks)
    {
        if (picks is not [var pick]) return null;
        var options = buttons.ConvertAll(OfButton);
        return Option.Find(options, pick) is { } picked ? new(MessageTypes.ButtonSubmit, buttons[options.IndexOf(picked)].Content) : null;
    }

    private static List<Option> Options(Wire.Message message) =>
        MessageContent.Read(message) is ChoiceContent choice ? [.. choice.Options.Select(o => new Option(o.Title ?? "", o.Value, null))] : [];

    private static List<Option> Questions(Wire.Message message) =>
        JsonNode.Parse(message.Content)?["faqs"] is JsonArray faqs ? [.. faqs.Select((f, i) => new Option(TemplateValues.Show(f?["question"]), i.ToString(CultureInfo.InvariantCulture), null))] : [];

    private static Option OfButton(Wire.Message message) =>
        MessageContent.Read(message) is ButtonContent button ? new Option(button.Title ?? "", button.Payload, null) : new Option("", null, null);
}
