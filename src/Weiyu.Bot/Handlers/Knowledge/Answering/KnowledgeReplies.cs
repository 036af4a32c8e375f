using System.Globalization;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Llm.Guards;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;
using Weiyu.Knowledge;
using Weiyu.Text.Languages;

namespace Weiyu.Bot.Handlers.Knowledge.Answering;

/// <summary>Turns verdicts into messages.</summary>
internal sealed class KnowledgeReplies(KnowledgeIndex index, KnowledgeOptions options)
{
    private const string Name = "Knowledge";

    /// <summary>The language to speak: the conversation's, else that of the question.</summary>
    public static string Locale(TurnContext turn) => turn.State.Locale is { Length: > 0 } known ? LanguageCodes.ParseOrKeep(known) : LanguageDetector.ByScript(turn.Text);

    /// <summary>Sends a passage as the answer and ends the turn.</summary>
    public void Answer(TurnContext turn, Passage passage)
    {
        var locale = Locale(turn);
        turn.Say(Text(passage, turn.Text, locale));
        turn.State.Misses = 0;
        turn.Decision.End("knowledge", passage.Source);
    }

    /// <summary>Asks which of several passages is meant, remembers them, and ends the turn.</summary>
    public void Offer(TurnContext turn, IReadOnlyList<Passage> passages)
    {
        var locale = Locale(turn);
        var choiceUid = Uids.Derive(turn.Bot.UserUid, turn.CauseUid, "choice");
        var titles = Titles(passages, locale);
        var offers = passages.Select((p, i) => new OfferedPassage(p.Id, titles[i], Number(i + 1))).ToList();
        offers.Add(new OfferedPassage("", index.Texts.None(locale), Number(passages.Count + 1)));
        var content = new ChoiceContent
        {
            ChoiceUid = choiceUid,
            Content = index.Texts.Offer(locale),
            Multiple = false,
            MinSelect = 1,
            MaxSelect = 1,
            Options = [.. offers.Select(o => new ChoiceOption { OptionUid = o.Option, Title = o.Title, Value = o.Title })],
        };
        turn.Add(new SendMessage(MessageTypes.Choice, content.ToWire()) { PlainText = $"{content.Content}\n{string.Join('\n', offers.Select(o => $"{o.Option}. {o.Title}"))}" });
        PendingOffers.Remember(turn.State, new PendingOffer(choiceUid, turn.Now, offers));
        turn.Decision.Note(Name, $"offered {string.Join(", ", passages.Select(p => p.Source))}");
        turn.Decision.End("offer", string.Join(", ", passages.Select(p => p.Source)));
    }

    /// <summary>What a passage says, as one text.</summary>
    public string Text(Passage passage, string question, string locale)
    {
        var said = passage.Answer is { } answer ? PlainText.From(answer) : index.ExtractFrom(passage.Text, question, options.MaxAnswerLength);
        var isForeign = passage.Locale.Length > 0 && passage.Locale != locale;
        var text = isForeign ? $"{index.Texts.OtherLanguage(locale)}\n{said}" : said;
        return passage.Answer is null ? $"{text}\n{index.Texts.Source(locale, passage.Title)}" : text;
    }

    private static string Title(Passage passage, string locale)
    {
        // Of a curated answer the first question in the visitor's language, as its author ordered them; the nearest one may be in the other language.
        var title = passage.Question is { } question && LanguageDetector.ByScript(question) == locale ? question : passage.Heading;
        return title.Length <= 60 ? title : title[..59] + "…";
    }

    /// <summary>Their names; those of one name with what stands above them, or else with their first words, so that one can be picked.</summary>
    private static List<string> Titles(IReadOnlyList<Passage> passages, string locale)
    {
        var titles = passages.Select(p => Title(p, locale)).ToList();
        var twice = titles.GroupBy(t => t, StringComparer.Ordinal).Where(g => g.Count() > 1).SelectMany(g => g).ToHashSet(StringComparer.Ordinal);
        if (twice.Count == 0) return titles;
        var full = passages.Select((p, i) => twice.Contains(titles[i]) ? Cut(p.Title) : titles[i]).ToList();
        return full.Distinct(StringComparer.Ordinal).Count() == full.Count
            ? full : [.. passages.Select((p, i) => twice.Contains(titles[i]) ? Cut($"{titles[i]}（{p.Opening}）") : titles[i])];
    }

    private static string Cut(string title) => title.Length <= 60 ? title : title[..59] + "…";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
