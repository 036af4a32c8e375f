using System.Globalization;
using Weiyu.Bot.Core;
using Weiyu.Client.Messages;
using Weiyu.Rules.Notices;
using Weiyu.Rules.Templates;
using Weiyu.Text.Dates;
using Weiyu.Text.Matching;

namespace Weiyu.Bot.Scheduling.Notices;

/// <summary>What somebody wants to be sent once, in their words: from the command line or the console.</summary>
internal sealed record OneOffRequest
{
    /// <summary><c>open</c> (all open conversations), <c>group:UID</c>, or topics.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Of the open conversations only those with one of these tags; empty: all.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The text, Liquid.</summary>
    public string Say { get; init; } = "";

    /// <summary>The text for those who speak English; null or empty: the same.</summary>
    public string? SayEn { get; init; }

    /// <summary>The message type.</summary>
    public string Type { get; init; } = MessageTypes.Text;

    /// <summary>When, by the calendar's clock, such as <c>2026-11-01 09:00</c>; null or empty: now.</summary>
    public string? At { get; init; }

    /// <summary>Messages a second, from 0.01 to 10,000.</summary>
    public double Rate { get; init; } = 20;
}

/// <summary>A notice that is sent once.</summary>
/// <param name="To">To whom.</param>
/// <param name="Delivery">What.</param>
/// <param name="At">When; null: now.</param>
internal sealed record OneOffNotice(NoticeAudience To, NoticeDelivery Delivery, DateTimeOffset? At)
{
    /// <summary>For a look at what it would do.</summary>
    public NoticeDefinition Definition => new() { Id = "once", Schedule = new AtSchedule([]), To = To, Delivery = Delivery };

    /// <summary>Reads a request; null, with the member that is wrong and what is wrong with it, when it can't be carried out.</summary>
    public static OneOffNotice? Read(OneOffRequest request, INoticeBook book, DateTimeOffset now, out (string Member, string Text) mistake)
    {
        mistake = default;
        if (request.Tags.Count > 0 && !request.To.Contains("open"))
        {
            mistake = ("tag", "tags choose among the open conversations: add open to whom it goes.");
            return null;
        }

        if (AudienceOf(request) is not { } audience)
        {
            mistake = ("to", "expected open, group:UID, or a topic such as org/agent/UID/VISITOR.");
            return null;
        }

        DateTimeOffset? at = null;
        if (!string.IsNullOrWhiteSpace(request.At))
        {
            if (!ScheduleParser.TryTime(request.At, out var time))
            {
                mistake = ("at", "expected a time such as \"2026-11-01 09:00\" or \"2026-11-01T09:00+08:00\".");
                return null;
            }

            at = time.In(book.Calendar.Zone);
            if (at <= now)
            {
                mistake = ("at", string.Create(CultureInfo.InvariantCulture, $"that time has passed: it is {WallClock.At(now, book.Calendar.Zone):yyyy-MM-dd HH:mm} in {book.Calendar.Zone.Id}. Leave it out to send now."));
                return null;
            }
        }

        var type = request.Type.ToUpperInvariant();
        if (!NoticeTypes.MayBeNotice(type) || !MessageTypes.IsKnown(type))
        {
            mistake = ("type", MessageTypes.IsKnown(type) ? $"a notice can't be a {type}; write {DeliveryParser.Examples}." : $"'{request.Type}' is no message type. {Nearest.Advice(type, MessageTypes.All)}");
            return null;
        }

        if (request.Rate is < 0.01 or > 10_000)
        {
            mistake = ("rate", "expected a number from 0.01 to 10000.");
            return null;
        }

        var hasEnglish = !string.IsNullOrWhiteSpace(request.SayEn);
        var texts = new Dictionary<string, IReadOnlyList<string>> { [hasEnglish ? book.DefaultLocale : ""] = [request.Say] };
        if (hasEnglish) texts["en"] = [request.SayEn!];
        foreach (var text in texts.Values)
        {
            if (text[0].Trim().Length == 0) mistake = ("say", "the text is missing.");
            else if (!TemplateEngine.TryParse(text[0], out _, out var error)) mistake = ("say", $"{error.Message} (line {error.Line + 1}, column {error.Column + 1}).");
            else continue;
            return null;
        }

        return new OneOffNotice(audience, new NoticeDelivery { Type = type, Texts = texts, Rate = request.Rate }, at);
    }

    private static NoticeAudience? AudienceOf(OneOffRequest request)
    {
        var topics = new List<string>();
        ThreadFilter? threads = null;
        foreach (var target in request.To)
        {
            if (target == "open") threads = new ThreadFilter { Tags = request.Tags };
            else if (target.StartsWith("group:", StringComparison.Ordinal)) topics.Add(Topics.Group(target[6..]));
            else if (Topics.TryParse(target, out _)) topics.Add(target);
            else return null;
        }

        return threads is null && topics.Count == 0 ? null : new NoticeAudience { Threads = threads, Topics = topics };
    }
}
