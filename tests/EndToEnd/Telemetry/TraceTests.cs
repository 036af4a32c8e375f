using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.Telemetry;

public sealed class TraceTests
{
    [Fact]
    public async Task A_message_is_one_trace_from_reception_to_confirmation()
    {
        using var spans = new EndedSpans();
        await using var server = await Sandboxes.StartAsync(Sandboxes.WithItsOwnBroker);
        await using var bot = await BotUnderTest.StartAsync(server, configure: builder => builder.Services.AddOpenTelemetry().WithTracing(t => t.AddProcessor(spans)));
        var visitor = await server.OpenVisitorAsync();
        var question = visitor.Say("你好");
        await bot.HandledAsync(question);

        var trace = Assert.Single(spans.All, s => s.OperationName == "receive" && (string?)s.GetTagItem("weiyu.uid") == question.Uid).TraceId;
        var names = spans.All.Where(s => s.TraceId == trace && s.Source.Name == "Weiyu.Bot").Select(s => s.OperationName).Distinct();
        Assert.Equal(["confirm", "deliver", "journal", "outbox", "pipeline", "receive"], names.Order(StringComparer.Ordinal));
    }
}
