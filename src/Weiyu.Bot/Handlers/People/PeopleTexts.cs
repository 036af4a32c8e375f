using Weiyu.Bot.Core;
using Weiyu.Bot.Pipeline;
using Weiyu.Rules.Calendars;

namespace Weiyu.Bot.Handlers.People;

/// <summary>What visitors read when people are concerned. Every text is true when it is said.</summary>
internal static class PeopleTexts
{
    /// <summary>A human was called and may come.</summary>
    public static string Calling(string? locale) => Texts.Pick(locale, "正在为您联系人工客服，请稍等。", "I am calling a colleague for you; please wait a moment.");

    /// <summary>Humans are there and all of them are occupied.</summary>
    public static string Busy(string? locale) => Texts.Pick(
        locale, "客服现在都在忙，我已经通知他们，请稍等。等待时您可以继续向我提问。", "Our staff are all busy right now. I have told them; please wait a moment. You can go on asking me meanwhile.");

    /// <summary>They were called before and have not come yet.</summary>
    public static string AlreadyCalled(string? locale) => Texts.Pick(
        locale, "已经通知了客服，请稍等。您也可以继续向我提问。", "Our staff have been told; please wait a moment. You can go on asking me meanwhile.");

    /// <summary>How long ago they were called, and that they have not come yet.</summary>
    public static string StillWaiting(TurnContext turn)
    {
        var minutes = (int)Math.Floor((turn.Now - (turn.State.Ownership.Since ?? turn.Now)).TotalMinutes);
        return minutes < 1
            ? AlreadyCalled(turn.Locale)
            : Texts.Pick(
                turn.Locale, $"客服已经在 {minutes} 分钟前收到通知，还没有接入，请再稍等。您也可以继续向我提问。",
                $"Our staff were told {minutes} minute{(minutes == 1 ? "" : "s")} ago and have not joined yet; please bear with us. You can go on asking me meanwhile.");
    }

    /// <summary>A question that nothing answers, while they are called.</summary>
    public static string NotKnownWhileWaiting(TurnContext turn) => Texts.Pick(
        turn.Locale, "这个问题我答不上来，客服接入后会看到。", "I can't answer that; our staff will see it when they join. ") + StillWaiting(turn);

    /// <summary>Half the wait is over.</summary>
    public static string StillCalling(string? locale) => Texts.Pick(
        locale, "还在为您联系客服，已经再次提醒他们，请再稍等一下。", "I am still trying to reach a colleague and have reminded them. Please bear with me a little longer.");

    /// <summary>The wait is over.</summary>
    public static string NobodyCame(string? locale) => Texts.Pick(locale, "抱歉，客服暂时都在忙，没有人能接待您。", "Sorry, everybody is busy and nobody could come.");

    /// <summary>No human is online, whatever the hours.</summary>
    public static string NobodyThere(string? locale) => Texts.Pick(locale, "抱歉，现在没有客服在线。", "Sorry, none of our staff is online right now.");

    /// <summary>It is outside the working hours.</summary>
    public static string OutsideHours(string? locale, WorkCalendar calendar, DateTimeOffset now)
    {
        if (calendar.NextOpening(now) is not { } opening) return Texts.Pick(locale, "现在没有客服在线。", "Nobody is at work now.");
        var at = TimeZoneInfo.ConvertTime(opening, calendar.Zone);
        return Texts.Pick(locale, $"现在是非工作时间，客服 {at:M月d日 HH:mm} 上班。", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Nobody is at work now; we are back on {at:MMM d} at {at:HH:mm}."));
    }

    /// <summary>The human who had the conversation has been silent for long.</summary>
    public static string HumanLeft(string? locale) => Texts.Pick(locale, "客服暂时离开了，我先来回答您。", "My colleague is away for the moment, so let me answer you.");

    /// <summary>Said once to a writer who says nothing new.</summary>
    public static string NothingNew(string? locale) => Texts.Pick(
        locale, "我们好像在重复同样的话，我先停在这里。需要人工请回复“人工”，或换个说法告诉我您的问题。",
        "We seem to be repeating ourselves, so I stop here. Write “human” to reach a person, or tell me your question in other words.");

    /// <summary>The same, while humans are called.</summary>
    public static string NothingNewWhileWaiting(string? locale) => Texts.Pick(
        locale, "我们好像在重复同样的话，我先停在这里。客服接入后会看到您的消息。", "We seem to be repeating ourselves, so I stop here. Our staff will see your messages when they join.");

    /// <summary>The language was changed on request.</summary>
    public static string LanguageSet(string? locale) => Texts.Pick(locale, "好的，接下来用中文。请问有什么可以帮您？", "All right, let us go on in English. How can I help?");
}
