using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Tests.People.Support;

namespace Weiyu.Bot.Tests.People;

/// <summary>
/// Thousands of conversations in which visitors, several humans, the platform, slow models, the clock and restarts come between one another
/// at random, against the real receiver, mailboxes, pipeline, store, timers and outbox. Each seed is a story of its own.
/// </summary>
public sealed class OwnershipPropertyTests(ITestOutputHelper output)
{
    private const int Worlds = 40;
    private const int Conversations = 50;
    private const int Steps = 16;
    private static readonly DateTimeOffset Morning = new(2026, 3, 4, 9, 0, 0, TimeSpan.FromHours(8));

    private const string Rules = """
        version: 1
        rules:
          - {id: closed, event: thread.closed, rate: true}
          - {id: welcome, event: thread.opened, say: 欢迎}
          - {id: fast, when: {any: [问题]}, say: 答案}
          - {id: slow, when: {any: [慢]}, call: {tool: model}, say: 想好了}
        """;

    [Fact]
    public async Task Whatever_happens_the_bot_never_speaks_while_a_human_owns_the_conversation_and_no_visitor_is_left_without_an_answer()
    {
        var (replies, steps) = (0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(1, Worlds), new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken }, async (seed, _) =>
        {
            var (said, done) = await LiveAsync(seed);
            Interlocked.Add(ref replies, said);
            Interlocked.Add(ref steps, done);
        });
        output.WriteLine($"{Worlds * Conversations} conversations, {steps} steps, {replies} replies");
        Assert.True(replies > Worlds * Conversations, "hardly anything was said: the stories are too tame to prove anything");
    }

    private static async Task<(int Replies, int Steps)> LiveAsync(int seed)
    {
        var random = new Random(seed);
        var settings = new Dictionary<string, string?>
        {
            ["People:Workgroup:ComeBackAfter"] = "0", ["People:HandoffTo"] = seed % 2 == 0 ? "agent_1" : "", ["People:NoticeTopic"] = seed % 3 == 0 ? "org/group/staff" : "",
            ["People:WhenAnotherComes"] = (string[])["Queue", "Merge", "Cancel"] is var policies ? policies[seed % 3] : "", ["Bot:TypingPause"] = seed % 4 == 0 ? "3s" : "0",
        };
        await using var world = await PeopleWorld.StartAsync(Morning, Rules, settings);
        var stories = Enumerable.Range(0, Conversations).Select(n => new Story(world, n, new Random((seed * 1_000) + n), comesBack: n % 4 != 0)).ToDictionary(s => s.Topic);
        world.Server.OnSent = message =>
        {
            if (stories.TryGetValue(message.Thread.Topic, out var story)) story.Hear(message);
        };
        void GoesTo(DateTimeOffset time)
        {
            foreach (var story in stories.Values) story.GoesTo(time);
        }

        var order = stories.Values.ToArray();
        for (var step = 0; step < Conversations * Steps; step++)
        {
            await order[random.Next(order.Length)].StepAsync();
            if (random.Next(12) == 0) await world.PassAsync(TimeSpan.FromSeconds(random.Next(1, 90)), GoesTo);
            if (random.Next(400) == 0) await world.PassAsync(TimeSpan.FromMinutes(11), GoesTo);
            if (random.Next(500) != 0) continue;
            foreach (var story in order) story.Restarts();
            await world.RestartAsync();
        }

        foreach (var story in order) Assert.True(story.Interfered.Count == 0, $"seed {seed}: the bot spoke over a human: {string.Join(" | ", story.Interfered)}\n{story}");
        await NobodyIsStuckAsync(seed, world, order, GoesTo);
        return (order.Sum(s => s.Replies), Conversations * Steps);
    }

    /// <summary>From wherever the stories ended, a visitor's question leads to an answer, a human who owns the conversation, or an honest statement.</summary>
    private static async Task NobodyIsStuckAsync(int seed, PeopleWorld world, Story[] stories, Action<DateTimeOffset> goesTo)
    {
        world.Model.AnswersAtOnce = true;
        foreach (var story in stories) await story.AnswerAsync();
        var heard = stories.ToDictionary(s => s, s => s.Replies);
        foreach (var story in stories) await story.AskAsync("问题，最后一个");
        await world.PassAsync(TimeSpan.FromMinutes(12), goesTo);
        foreach (var story in stories)
        {
            Assert.True(await PeopleWorld.ComesAboutAsync(() => story.Replies > heard[story] || story.HumanOwns), $"seed {seed}: nobody answers\n{story}");
            Assert.True(story.Interfered.Count == 0, $"seed {seed}: the bot spoke over a human in the end\n{story}");
            Assert.True(story.HumanOwns == (world.StateOf(story.Topic).Ownership.Owner == Owner.Human), $"seed {seed}: the two accounts differ\n{story}");
        }

        var store = world.Get<Store>();
        Assert.True(store.Read(session => session.CountOpenInbox()) == 0, $"seed {seed}: something was never handled");
        var unsent = store.Read(session => session.ListOutbox(OutboxState.Pending, 10)).ConvertAll(i => $"{i.Conversation} {i.Kind} {i.CreatedAt:HH:mm:ss} {i.LastError}");
        Assert.True(unsent.Count == 0, $"seed {seed}: never sent: {string.Join(" | ", unsent)}");
        Assert.True(world.Server.Repeated.Count == 0, $"seed {seed}: sent twice: {string.Join(", ", world.Server.Repeated)}");
    }
}
