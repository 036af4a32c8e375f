using System.Collections.Frozen;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Core;

/// <summary>
/// What a visitor can ask with: the one list. What is not on it (reactions, receipts, notes of the platform, types that a newer server has invented)
/// is kept and never answered of the bot's own accord; a rule may still name such a type (<c>when: {type: …}</c>).
/// </summary>
internal static class Questions
{
    private static readonly FrozenSet<string> Types = FrozenSet.ToFrozenSet(
    [
        // Words.
        MessageTypes.Text, MessageTypes.Quotation, MessageTypes.Forward, MessageTypes.FaqQuestion,
        // Something sent.
        MessageTypes.Image, MessageTypes.File, MessageTypes.Document, MessageTypes.Audio, MessageTypes.Voice, MessageTypes.Video, MessageTypes.Music,
        MessageTypes.Sticker,
        // Something shown.
        MessageTypes.Location, MessageTypes.Link, MessageTypes.Url, MessageTypes.Goods, MessageTypes.Order, MessageTypes.Card, MessageTypes.Article,
        MessageTypes.Email, MessageTypes.EmailAddress, MessageTypes.PhoneNumber, MessageTypes.WechatNumber,
        // Something picked or filled in.
        MessageTypes.ChoiceSubmit, MessageTypes.ButtonSubmit, MessageTypes.ConfirmSubmit, MessageTypes.FormSubmit,
    ]);

    /// <summary>Whether a type is on the list: whoever sends such a message expects an answer.</summary>
    public static bool AreOf(string type) => Types.Contains(type);

    /// <summary>Whether a type carries the visitor's own words.</summary>
    public static bool AreWords(string? type) => type is MessageTypes.Text or MessageTypes.Quotation or MessageTypes.Forward;

    /// <summary>Whether a type says what was clicked: the words are those of the option, not the visitor's.</summary>
    public static bool ArePicked(string type) => type is MessageTypes.ChoiceSubmit or MessageTypes.ButtonSubmit or MessageTypes.ConfirmSubmit;

    /// <summary>Whether a visitor says something with it, be it a question or what only people read: a rating, a message that was left.</summary>
    public static bool AreSaid(string type) =>
        AreOf(type) || type is MessageTypes.Rate or MessageTypes.LeaveMsg || type.EndsWith("_SUBMIT", StringComparison.Ordinal);

    /// <summary>
    /// Whether a message is from somebody who may ask: a visitor, or what the platform calls one (USER at unified entries, no type at all from older
    /// clients, and whoever the thread is about).
    /// </summary>
    public static bool MayAsk(Wire.Message message)
    {
        if (message.User is not { } user) return false;
        if (user.Type is UserTypes.Visitor or UserTypes.User or "") return true;
        return user.Uid.Length > 0 && user.Uid == message.Thread?.User?.Uid && !UserTypes.IsMachine(user.Type) && !UserTypes.IsStaff(user.Type);
    }
}
