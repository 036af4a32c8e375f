using Weiyu.Client.Messages;

namespace Weiyu.Bot.Handlers;

/// <summary>What visitors send that wants an answer.</summary>
internal static class VisitorWords
{
    /// <summary>Whether a type carries the visitor's own words.</summary>
    public static bool AreWords(string? type) => type is MessageTypes.Text or MessageTypes.Quotation;

    /// <summary>Whether whoever sends such a message expects an answer: words, pictures, things shown, options picked, and what nobody knows yet.</summary>
    public static bool WantAnswer(string type) =>
        AreWords(type) || MessageTypes.IsMedia(type) || !MessageTypes.IsKnown(type)
        || type is MessageTypes.FaqQuestion or MessageTypes.Location or MessageTypes.Link or MessageTypes.Url or MessageTypes.Goods or MessageTypes.Card or MessageTypes.Order
            or MessageTypes.Article or MessageTypes.Email or MessageTypes.PhoneNumber or MessageTypes.WechatNumber
            or MessageTypes.ChoiceSubmit or MessageTypes.ButtonSubmit or MessageTypes.ConfirmSubmit;
}
