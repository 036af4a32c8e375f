using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using Weiyu.Bot.Tests.Llm.Support;
using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.Model;

/// <summary>
/// Planted personal data stays where it must be (the conversation itself: the journal's and the outbox's messages, the conversation's state) and goes nowhere else:
/// no request to a model, no log at any level, no span, no decision record, no metric, no other column of the database.
/// </summary>
public sealed class PersonalDataTests
{
    private const string Mobile = "13800138000", IdCard = "11010519491231002X", Card = "4111111111111111", Mail = "li.si@example.cn", Number = "VIP-77031";

    private static readonly string[] Planted = [Mobile, "138-0013-8000", IdCard, Card, "4111 1111 1111 1111", Mail, Number];

    /// <summary>The columns that hold the conversation: what was said, and what the bot needs to go on with it.</summary>
    private static readonly string[] Conversation = ["inbox.payload", "outbox.payload", "conversations.state", "conversations.thread"];

    [Fact]
    public async Task Planted_personal_data_is_found_nowhere_but_in_the_conversation_and_still_stands_in_the_reply()
    {
        var logs = new Lines();
        using var spans = new EndedSpans();
        await using var scene = await ModelScene.StartAsync(
            new() { ["Llm:EmbeddingModel"] = "embed", ["Privacy:Patterns:member"] = @"VIP-\d{5}", ["Logging:LogLevel:Default"] = "Trace" },
            knowledge: "## 会员\n\n会员资料可以在“我的”里修改。\n",
            answer: "deadline: 1m, else: fallback, tools: [member.find]",
            tools: """
                tools:
                  member.find: {description: Finds a member, url: "SHOP/member/{{ phone }}", parameters: {phone: The phone number}}
                """,
            configure: builder =>
            {
                builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
                builder.Services.AddOpenTelemetry().WithTracing(t => t.AddProcessor(spans));
            });
        scene.Model.Shop = (_, argument) => Microsoft.AspNetCore.Http.Results.Json(new { phone = argument, mail = Mail });
        scene.Model.Script(
            Behave.CallTools(("member_find", """{"phone":"⟦phone-1⟧"}""")),
            Behave.Say("您留的是 ⟦phone-1⟧ 和 ⟦email-1⟧，证件 ⟦idcard-1⟧，您的卡 ⟦card-1⟧，会员 ⟦member-1⟧。"));
        var visitor = await scene.Server.OpenVisitorAsync();
        var question = await scene.AskAsync(visitor, $"会员资料怎么改？我的手机{Mobile}，身份证{IdCard}，卡号{Card}，邮箱{Mail}，会员号{Number}");

        Assert.Equal([$"您留的是 {Mobile} 和 {Mail}，证件 {IdCard}，您的卡 {Card}，会员 {Number}。"], scene.Answers(visitor));
        scene.Bot.Services.GetRequiredService<TracerProvider>().ForceFlush();
        using var client = new HttpClient { BaseAddress = new Uri(scene.Bot.ConsoleUrl) };
        var places = new List<(string Where, string Text)>
        {
            ("requests to the model", string.Join('\n', scene.Model.Bodies)),
            ("logs", string.Join('\n', logs.All)),
            ("spans", string.Join('\n', spans.All.SelectMany(Tell))),
            ("decision record", scene.Why(question.Uid)),
            ("metrics", await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken)),
        };
        Assert.All(places, p => Assert.NotEmpty(p.Text));
        Assert.Contains("Trace", logs.All.First(l => l.Contains("ReplyJudge", StringComparison.Ordinal) && l.StartsWith("Trace", StringComparison.Ordinal)), StringComparison.Ordinal);
        places.AddRange(Columns(Path.Combine(scene.Data, "weiyu-bot.db")).Where(c => !Conversation.Contains(c.Where)));
        Assert.Contains(places, p => p.Where == "decisions.detail");
        foreach (var (where, text) in places)
        {
            foreach (var secret in Planted) Assert.False(text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"'{secret}' is in {where}");
        }
    }

    private static IEnumerable<string> Tell(Activity span) =>
        [span.DisplayName, span.StatusDescription ?? "", .. span.TagObjects.Select(t => $"{t.Key}={t.Value}"), .. span.Events.SelectMany(e => e.Tags.Select(t => $"{t.Key}={t.Value}"))];

    /// <summary>Every column of every table, as text.</summary>
    private static List<(string Where, string Text)> Columns(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly");
        connection.Open();
        var columns = new List<(string, string)>();
        foreach (var (table, column) in Rows(connection, "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'").Select(r => (r[0], r[1])).ToList())
        {
            columns.Add(($"{table}.{column}", string.Join('\n', Rows(connection, $"SELECT CAST(\"{column}\" AS TEXT) FROM \"{table}\"").Select(r => r[0]))));
        }

        return columns;
    }

    private static IEnumerable<string[]> Rows(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : reader.GetString(i))];
    }

    private sealed class Lines : ILoggerProvider
    {
        public ConcurrentQueue<string> All { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(All, categoryName);

        public void Dispose()
        {
        }

        private sealed class Logger(ConcurrentQueue<string> lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
        }
    }
}
