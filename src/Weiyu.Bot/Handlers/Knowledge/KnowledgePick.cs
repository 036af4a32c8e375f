using Microsoft.Extensions.Options;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Knowledge.Answering;
using Weiyu.Bot.Handlers.People;
using Weiyu.Bot.Pipeline;
using Weiyu.Client.Content;
using Weiyu.Client.Messages;
using Weiyu.Knowledge;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Knowledge;

/// <summary>
/// The visitor picks one of the questions that <see cref="KnowledgeHandler"/> offered: by CHOICE_SUBMIT, or by typing its number or title right after.
/// Stands before the rules: what was picked is a title of ours, not a question to be matched again.
/// </summary>
internal sealed class KnowledgePick(KnowledgeIndex index, IOptions<KnowledgeOptions> options) : IHandler
{
    private const string Name = "Knowledge";
    private readonly KnowledgeReplies _replies = new(index, options.Value);

    /// <inheritdoc/>
    public async ValueTask HandleAsync(TurnContext turn, HandlerDelegate next, CancellationToken cancellationToken)
    {
        if (turn.HasReply || turn.TooOld || turn.State.Ownership.Owner is Owner.Human || turn.Message is not { } message
            || Find(turn, message) is not var (offer, option))
        {
            await next(turn, cancellationToken);
            return;
        }

        PendingOffers.Forget(turn.State, offer, turn.Now);
        turn.Decision.Note(Name, $"picked {option.Option}: {(option.Id.Length > 0 ? option.Id : "none of these")}");
        var locale = KnowledgeReplies.Locale(turn);
        if (option.Id.Length == 0)
        {
            turn.State.Misses++;
            turn.Say(turn.HumanIsCalled ? PeopleTexts.NotKnownWhileWaiting(turn) : index.Texts.NonePicked(locale));
            turn.Decision.End("offer", "none");
        }
        else if (await index.FindAsync(option.Id, turn.Now, cancellationToken) is { } passage)
        {
            turn.Text = option.Title;
            _replies.Answer(turn, passage);
        }
        else
        {
            turn.Say(index.Texts.Gone(locale));
            turn.Decision.End("offer", "gone");
        }
    }

    private (PendingOffer Offer, OfferedPassage Option)? Find(TurnContext turn, Wire.Message message)
    {
        var offers = PendingOffers.Of(turn.State, turn.Now, options.Value.OfferFor);
        if (offers.Count == 0) return null;
        if (message.Type == MessageTypes.ChoiceSubmit)
        {
            if (MessageContent.Read(message.Type, message.Content) is not ChoiceContent choice) return null;
            var offer = offers.LastOrDefault(o => o.ChoiceUid == choice.ChoiceUid) ?? (string.IsNullOrEmpty(choice.ChoiceUid) ? offers[^1] : null);
            var values = choice.SelectedValues.Concat(choice.Selected.SelectMany(s => new[] { s.OptionUid, s.Value, s.Title }.OfType<string>())).ToList();
            return offer is not null && offer.Options.FirstOrDefault(o => values.Any(v => IsMeant(o, v))) is { } picked ? (offer, picked) : null;
        }

        if (message.Type != MessageTypes.Text) return null;
        var last = offers[^1];
        if (!last.Passed && last.Options.FirstOrDefault(o => IsMeant(o, turn.Text)) is { } typed) return (last, typed);
        PendingOffers.Pass(turn.State, turn.Now);
        return null;
    }

    private static bool IsMeant(OfferedPassage option, string said)
    {
        var text = TextNormalizer.NormalizeBare(said);
        return text.Length > 0
            && (text == TextNormalizer.NormalizeBare(option.Title) || text == TextNormalizer.NormalizeBare($"{option.Option}. {option.Title}") || Digits(text) == option.Option);
    }

    private static string Digits(string text) => text switch
    {
        "第一个" or "一" or "first" or "the first" or "the first one" => "1",
        "第二个" or "二" or "second" or "the second" or "the second one" => "2",
        "第三个" or "三" or "third" or "the third" or "the third one" => "3",
        "第四个" or "四" or "fourth" or "the fourth" or "the fourth one" => "4",
        _ => text.Trim('第', '个', '#', '(', ')', ' ', '.', '号', '选'),
    };
}
