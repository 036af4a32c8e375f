using System.Text.Json;
using System.Text.Json.Serialization;
using Weiyu.Bot.Core;

namespace Weiyu.Bot.Handlers.Knowledge.Answering;

/// <summary>A passage that was offered; an empty id is "none of these".</summary>
/// <param name="Id">The passage.</param>
/// <param name="Title">What the visitor read.</param>
/// <param name="Option">Its number, from 1; the option's uid too.</param>
internal sealed record OfferedPassage(string Id, string Title, string Option);

/// <summary>A choice that waits for its answer.</summary>
/// <param name="ChoiceUid">Of the CHOICE message's content.</param>
/// <param name="At">When it was offered.</param>
/// <param name="Options">In their order.</param>
/// <param name="Passed">Whether the visitor asked something else since: a number that is typed then means something else too; a tap still counts.</param>
internal sealed record PendingOffer(string ChoiceUid, DateTimeOffset At, IReadOnlyList<OfferedPassage> Options, bool Passed = false);

/// <summary>The choices of a conversation that can still be answered: its last few, in the state's <see cref="ConversationState.Extra"/>.</summary>
internal static class PendingOffers
{
    /// <summary>The member's name.</summary>
    public const string Key = "knowledge";

    private const int MaxOffers = 3;

    /// <summary>The choices, the newest last.</summary>
    public static IReadOnlyList<PendingOffer> Of(ConversationState state, DateTimeOffset now, TimeSpan fresh)
    {
        if (state.Extra.GetValueOrDefault(Key) is not { } node) return [];
        try
        {
            return [.. (node.Deserialize(OfferJson.Default.ListPendingOffer) ?? []).Where(o => now - o.At <= fresh)];
        }
        catch (JsonException)
        {
            // Written by another version: as if nothing had been offered.
            return [];
        }
    }

    /// <summary>Adds a choice; the oldest goes.</summary>
    public static void Remember(ConversationState state, PendingOffer offer)
    {
        List<PendingOffer> offers = [.. Of(state, offer.At, TimeSpan.MaxValue), offer];
        Save(state, [.. offers.TakeLast(MaxOffers)]);
    }

    /// <summary>The visitor asked something else.</summary>
    public static void Pass(ConversationState state, DateTimeOffset now) => Save(state, [.. Of(state, now, TimeSpan.MaxValue).Select(o => o with { Passed = true })]);

    /// <summary>Forgets a choice that was answered.</summary>
    public static void Forget(ConversationState state, PendingOffer offer, DateTimeOffset now) =>
        Save(state, [.. Of(state, now, TimeSpan.MaxValue).Where(o => o.ChoiceUid != offer.ChoiceUid)]);

    private static void Save(ConversationState state, List<PendingOffer> offers)
    {
        if (offers.Count == 0) state.Extra.Remove(Key);
        else state.Extra[Key] = JsonSerializer.SerializeToNode(offers, OfferJson.Default.ListPendingOffer);
    }
}

[JsonSerializable(typeof(List<PendingOffer>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class OfferJson : JsonSerializerContext;
