using Weiyu.Client.Messages;
using Weiyu.Rules.Grammar;

namespace Weiyu.Bot.Core;

/// <summary>What rule files may say of Weiyu: the words that the client knows.</summary>
internal static class WeiyuPlatform
{
    /// <summary>The words.</summary>
    public static Platform Words { get; } = new()
    {
        MessageTypes = MessageTypes.All,
        ThreadTypes =
        [
            ThreadTypes.Agent, ThreadTypes.Workgroup, ThreadTypes.Unified, ThreadTypes.Robot, ThreadTypes.Member, ThreadTypes.Group,
            ThreadTypes.Ticket, ThreadTypes.Channel,
        ],
        IsMessageType = MessageTypes.IsKnown,
        IsThreadType = ThreadTypes.IsKnown,
        MayBeNotice = NoticeTypes.MayBeNotice,
        IsTopic = static text => Topics.TryParse(text, out _),
        GroupTopic = Topics.Group,
    };
}
