using System.Text.Json.Nodes;
using Weiyu.Bot.Simulation;
using Weiyu.Client.Messages;
using Weiyu.Text.Dates;

namespace Weiyu.Bot.Commands;

/// <summary>A line of a conversation in the terminal or in a script: what the visitor says, or something that happens.</summary>
internal static class ChatLine
{
    /// <summary>What can be written.</summary>
    public const string Help =
        "写一句话开始；/wait 10m 让时间过去，/choose 1 点选项，/image URL 发图片，/human 文字 人工客服说话；Ctrl+D 结束。 "
        + "Say something; /wait 10m lets time pass, /choose 1 clicks an option, /image URL sends a picture, /human TEXT is said by a human agent; Ctrl+D ends.";

    /// <summary>The content of an IMAGE.</summary>
    public static string ImageContent(string url) => new JsonObject { ["url"] = url }.ToJsonString();

    /// <summary>Does what a line says; null: it is a command that is not understood, or asks for help.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="line">The line.</param>
    /// <param name="offered">What the bot said last, of which an option may be clicked.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<SimulatedTurn>?> SayAsync(
        ConversationSimulator conversation, string line, IReadOnlyList<Wire.Message> offered, CancellationToken cancellationToken)
    {
        if (line[0] != '/') return [.. await conversation.SayAsync(line, cancellationToken), .. await conversation.SettleAsync(cancellationToken)];
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var (command, rest) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..].Trim());
        if (rest.Length == 0) return null;
        switch (command)
        {
            case "/wait" when Durations.TryParse(rest, out var time, DurationStyle.Lenient):
                return await conversation.WaitAsync(time, cancellationToken);
            case "/image":
                return await conversation.SendAsync(MessageTypes.Image, ImageContent(rest), cancellationToken);
            case "/choose" when VisitorClick.On(offered, rest.Split(',', StringSplitOptions.TrimEntries)) is { } click:
                return await conversation.SendAsync(click.Type, click.Content, cancellationToken);
            case "/human":
                return [await conversation.AgentAsync(rest, cancellationToken)];
            default:
                return null;
        }
    }
}
