using Weiyu.Client.Messages;

namespace Weiyu.Bot.Core;

/// <summary>Which message types a notice can be.</summary>
internal static class NoticeTypes
{
    /// <summary>Whether a notice can be of a type: receipts, typing, recalls and what tells of other messages say nothing by themselves.</summary>
    public static bool MayBeNotice(string type) =>
        !MessageTypes.IsReceipt(type) && !MessageTypes.IsEphemeral(type) && !MessageTypes.IsUpdate(type) && type is not MessageTypes.Recall;
}
