using Weiyu.Bot.Core;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Pipeline;

/// <summary>Several messages that are answered as one.</summary>
internal static class Pieces
{
    /// <summary>Makes the turn one of a message with the whole text; it is caused by the last piece.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="pieces">At least one.</param>
    /// <param name="writer">Who wrote them.</param>
    public static void Join(TurnContext turn, IReadOnlyList<Fragment> pieces, Wire.User writer)
    {
        var last = pieces[^1];
        turn.Text = string.Join('\n', pieces.Select(p => p.Text));
        turn.CauseUid = last.Uid;
        turn.Answers.Clear();
        turn.Answers.AddRange(pieces.Select(p => p.Uid));
        turn.Message = new Wire.Message
        {
            Uid = last.Uid, Type = MessageTypes.Text, Content = turn.Text, Status = MessageStatuses.Success, CreatedAt = MessageTime.Write(last.At),
            Channel = turn.Message?.Channel ?? turn.Thread.Channel, Thread = turn.Thread, User = writer, Extra = "",
        };
    }
}
