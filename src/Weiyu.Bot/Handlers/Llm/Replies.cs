using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Messages;
using Weiyu.Knowledge;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>
/// How a checked reply goes out: one TEXT, or with <see cref="LlmOptions.Stream"/> a ROBOT_STREAM_START, a ROBOT_STREAM for each further sentence and a
/// ROBOT_STREAM_END that holds the whole. The pieces are made after the checks: what has been shown can't be taken back.
/// </summary>
internal static class Replies
{
    private const int MaxPieces = 6;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds a reply to the turn.</summary>
    public static void Add(TurnContext turn, string text, IReadOnlyList<Passage> sources, bool stream)
    {
        if (!stream)
        {
            turn.Say(text);
            return;
        }

        turn.Add(new SendMessage(MessageTypes.RobotStreamStart, Content(turn, "", [])) { PlainText = "" });
        var pieces = Sentences(text);
        if (pieces.Count > 1)
        {
            foreach (var piece in pieces) turn.Add(new SendMessage(MessageTypes.RobotStream, Content(turn, piece, [])) { PlainText = "" });
        }

        turn.Add(new SendMessage(MessageTypes.RobotStreamEnd, Content(turn, text, sources)) { PlainText = text });
    }

    private static string Content(TurnContext turn, string answer, IReadOnlyList<Passage> sources)
    {
        var content = new JsonObject { ["question"] = turn.Text, ["questionUid"] = turn.CauseUid, ["answer"] = answer };
        if (sources.Count > 0)
        {
            content["sources"] = new JsonArray([.. sources.Take(5).Select(s => (JsonNode)new JsonObject
            {
                ["sourceType"] = "KNOWLEDGE", ["sourceUid"] = s.Id, ["sourceName"] = s.Title, ["score"] = Math.Round(s.Score, 3),
            })]);
        }

        return content.ToJsonString(Readable);
    }

    private static List<string> Sentences(string text)
    {
        var pieces = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length && pieces.Count < MaxPieces - 1; i++)
        {
            if (text[i] is not ('。' or '！' or '？' or '!' or '?' or '\n')) continue;
            pieces.Add(text[start..(i + 1)]);
            start = i + 1;
        }

        if (start < text.Length) pieces.Add(text[start..]);
        return pieces;
    }
}
