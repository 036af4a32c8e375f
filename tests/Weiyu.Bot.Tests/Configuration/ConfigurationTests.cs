using Microsoft.Extensions.Configuration;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Hosting;

namespace Weiyu.Bot.Tests.Configuration;

public sealed class ConfigurationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weiyu-configuration-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_bad_key_is_named_together_whatever_is_wrong_with_it()
    {
        var problems = Check(
            ("Weiyu:KeepAlive", "soon"), ("Weiyu:MaxPacketSize", "12"), ("Weiyu:ApiUrl", "weiyu.example.com"), ("Store:Provider", "Postgres"), ("Bot:RulesPath", ""),
            ("Console:Url", "http://0.0.0.0:5080"), ("Llm:Model", "m"), ("Llm:Signal", "WAVE"), ("Bot:Fragments:Window", "1h"), ("Privacy:Patterns:Bad Name", "x"));

        Assert.Equal(
            [
                "Bot:Fragments:Window", "Bot:RulesPath", "Console:Token", "Llm:Endpoint", "Llm:Signal", "Privacy:Patterns:Bad Name", "Store:ConnectionString", "Weiyu:ApiUrl", "Weiyu:KeepAlive",
                "Weiyu:MaxPacketSize", "Weiyu:Password", "Weiyu:Username",
            ],
            problems.Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.All(problems, p => Assert.Contains($"--{p.Key} VALUE", p.ToString(), StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Problem.Contains("'soon' is not a duration such as 500ms, 30s, 10m or 2h (from 5 s to 10 min)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("90s", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("00:00:45", 45)]
    public void Durations_are_read_as_people_write_them(string text, double seconds)
    {
        var configuration = Configuration(("Weiyu:HttpTimeout", "20s"), ("Llm:Timeout", "25s"), ("Weiyu:EchoTimeout", text), ("Mcp:Servers:shop:ConnectTimeout", "20s"), ("Mcp:Servers:shop:Command", "x"));
        Assert.Empty(OptionSections.Check(configuration, needsServer: false));
        Assert.Equal(TimeSpan.FromSeconds(seconds), configuration.GetSection("Weiyu").Get<WeiyuOptions>()!.EchoTimeout);
        Assert.Equal(TimeSpan.FromSeconds(25), configuration.GetSection("Llm").Get<LlmOptions>()!.Timeout);
    }

    [Fact]
    public void A_number_without_a_unit_is_no_duration() => Assert.Equal("Weiyu:KeepAlive", Assert.Single(Check(("Weiyu:KeepAlive", "30"), ("Weiyu:AccessToken", "t"))).Key);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void An_empty_value_is_the_default(string? nothing)
    {
        var configuration = Configuration(("Weiyu:KeepAlive", nothing), ("Weiyu:MaxPacketSize", nothing), ("Weiyu:AllowInvalidCertificates", nothing), ("Store:Provider", nothing), ("Llm:Temperature", nothing));
        Assert.Empty(OptionSections.Check(configuration, needsServer: false));
        var options = configuration.GetSection("Weiyu").Get<WeiyuOptions>()!;
        Assert.Equal((TimeSpan.FromSeconds(30), 10_240, false), (options.KeepAlive, options.MaxPacketSize, options.AllowInvalidCertificates));
        Assert.Equal(0.2, configuration.GetSection("Llm").Get<LlmOptions>()!.Temperature);
    }

    [Theory]
    [InlineData(null, "can't be read")]
    [InlineData(" \n", "is empty")]
    public void A_file_of_a_secret_must_be_there_and_filled(string? content, string problem)
    {
        var file = Path.Combine(_folder, "secret");
        if (content is not null) File.WriteAllText(file, content);
        var problems = Check(("Weiyu:Username", "bot"), ("Weiyu:PasswordFile", file), ("Console:TokenFile", file));
        Assert.Equal(["Weiyu:PasswordFile", "Console:TokenFile"], problems.Select(p => p.Key));
        Assert.All(problems, p => Assert.Contains(problem, p.Problem, StringComparison.Ordinal));
    }

    [Fact]
    public void A_secret_is_never_repeated()
    {
        var problems = Check(("Weiyu:AccessToken", "planted secret"), ("Store:Provider", "Postgres"), ("Store:ConnectionString", "planted;secret"), ("Llm:Endpoint", "planted secret"));
        Assert.Equal(4, problems.Count);
        Assert.All(problems, p => Assert.DoesNotContain("planted", p.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Host=db;Database=weiyu;Username=bot;Password=planted", "set Store:Provider to Postgres")]
    [InlineData("Server=db;Port=5432;User Id=bot;Password=planted", "set Store:Provider to Postgres")]
    [InlineData("postgres://bot:planted@db/weiyu", "set Store:Provider to Postgres")]
    [InlineData("Nonsense=planted", "SQLite can't read it")]
    public void An_address_of_another_database_is_no_file_of_sqlite(string connection, string cure)
    {
        var problem = Assert.Single(Check(("Weiyu:AccessToken", "t"), ("Store:ConnectionString", connection)));
        Assert.Equal("Store:ConnectionString", problem.Key);
        Assert.Contains(cure, problem.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/data/weiyu-bot.db")]
    [InlineData("Data Source=/data/weiyu-bot.db;Default Timeout=5")]
    public void A_file_of_sqlite_is_one(string connection) => Assert.Empty(Check(("Weiyu:AccessToken", "t"), ("Store:ConnectionString", connection)));

    [Theory]
    [InlineData("“sk-planted”", "a curly quotation mark")]
    [InlineData("sk planted", "white space")]
    [InlineData("sk-planted－1", "U+FF0D")]
    public void A_key_that_no_header_can_hold_is_refused_before_it_is_sent(string key, string why)
    {
        var problem = Assert.Single(Check(("Weiyu:AccessToken", "t"), ("Llm:Endpoint", "https://llm.example/v1"), ("Llm:Model", "m"), ("Llm:ApiKey", key)));
        Assert.Contains(why, problem.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Weiyu:Usernam", "Weiyu:Usernam: there is no such key. Did you mean 'Username'?")]
    [InlineData("Weyu:Username", "Weyu: there is no such section. Did you mean 'Weiyu'?")]
    [InlineData("Bot:Fragments:Windw", "Bot:Fragments:Windw: there is no such key. Did you mean 'Window'?")]
    [InlineData("Llm:Fallbacks:0:Modell", "Llm:Fallbacks:0:Modell: there is no such key. Did you mean 'Model'?")]
    [InlineData("Console:Port", "Console:Port: there is no such key. Use one of: CertificateFile, CertificateKeyFile, OpenMetrics, Token, TokenFile, Url.")]
    public void A_key_that_nothing_reads_is_pointed_out_with_the_name_that_was_meant(string key, string expected)
    {
        var unknown = Assert.Single(UnknownKeys.Find(Configuration((key, "x")), OptionSections.All));
        Assert.Equal(expected, $"{unknown.Key}: {unknown.Problem}");
    }

    [Fact]
    public void Keys_of_every_section_and_of_other_programs_are_left_in_peace()
    {
        var known = OptionSections.All.SelectMany(s => ConfigurationCheck.Settings(s.Options).Select(p => ($"{s.Section}:{p.Name.ToUpperInvariant()}", (string?)"1"))).ToArray();
        Assert.Empty(UnknownKeys.Find(Configuration([.. known, ("Logging:LogLevel:Default", "x"), ("PATH", "/bin"), ("OTHER:Thing", "x"), ("Sandbox:ApiUrl", "x")]), OptionSections.All));
    }

    private static List<ConfigurationProblem> Check(params (string Key, string? Value)[] values) => OptionSections.Check(Configuration(values), needsServer: true);

    private static IConfigurationRoot Configuration(params (string Key, string? Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, v.Value))).Build();
}
