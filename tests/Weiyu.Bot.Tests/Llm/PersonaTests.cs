using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Handlers.Llm.Guards;
using Weiyu.Bot.Handlers.Llm.Models;
using Weiyu.Bot.Handlers.Llm.Prompting;
using Weiyu.Bot.Storage;
using Xunit;

namespace Weiyu.Bot.Tests.Llm;

public sealed class PersonaTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weiyu-persona-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly DataFolder _data;

    public PersonaTests() => _data = new DataFolder(_folder);

    public void Dispose()
    {
        _data.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_file_of_the_language_wins_and_a_change_is_seen()
    {
        var source = new PersonaSource(Options.Create(new BotOptions { RulesPath = _folder }), new BotPaths(_folder), _time, NullLogger<PersonaSource>.Instance);
        Assert.Equal(LlmTexts.Persona("zh"), source.For("zh").Text);
        File.WriteAllText(Path.Combine(_folder, "persona.md"), "你是小微。");
        File.WriteAllText(Path.Combine(_folder, "persona.en.md"), "You are Weiyu.");
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("你是小微。", source.For("zh-CN").Text);
        Assert.Equal("You are Weiyu.", source.For("en").Text);
        Assert.Equal("你是小微。", source.For("../../etc/passwd").Text);
        var version = source.For("en").Version;
        File.WriteAllText(Path.Combine(_folder, "persona.en.md"), "You are somebody else.");
        Assert.Equal(version, source.For("en").Version);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.NotEqual(version, source.For("en").Version);
    }

    [Fact]
    public void Blocked_words_come_from_the_rules_folder()
    {
        File.WriteAllText(Path.Combine(_folder, "a.yaml"), "version: 1\nwords:\n  blocked: [竞品甲, Brand X, /x+/, '@other']\n");
        File.WriteAllText(Path.Combine(_folder, "broken.yaml"), "words: [\n");
        var words = new GuardWords();
        words.Use(BlockedList.Read(_folder));
        Assert.NotNull(words.Find("比竞 品 甲好", []));
        Assert.NotNull(words.Find("BRANDX is better", []));
        Assert.Null(words.Find("xxx", []));
    }

    [Fact]
    public async Task The_days_tokens_survive_a_restart()
    {
        var options = Options.Create(new LlmOptions { TokensPerDay = 1_000 });
        await using (var store = Open())
        {
            var budget = new TokenBudget(options, Clock, NullLogger<TokenBudget>.Instance, store);
            Assert.True(budget.TryReserve(600));
            Assert.False(budget.TryReserve(600));
            budget.Settle(600, 700);
            // The count is queued already; a write behind it is done after it.
            await store.WriteAsync(_ => { }, TestContext.Current.CancellationToken);
        }

        await using (var store = Open())
        {
            var budget = new TokenBudget(options, Clock, NullLogger<TokenBudget>.Instance, store);
            Assert.Equal(700, budget.Spent);
            Assert.False(budget.TryReserve(400));
            _time.Advance(TimeSpan.FromDays(1));
            Assert.True(budget.TryReserve(400));
        }
    }

    private HouseClock Clock => new(_time, TimeZoneInfo.Utc, () => null);

    private Store Open()
    {
        var store = new Store(new Database(StoreProvider.Sqlite, Path.Combine(_folder, "bot.db")), _data, Options.Create(new StoreOptions()), _time, NullLogger<Store>.Instance);
        store.Start();
        return store;
    }
}
