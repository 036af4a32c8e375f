using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Weiyu.Bot.Core;
using Weiyu.Bot.Privacy;
using Weiyu.Bot.Tests.Llm.Support;
using Xunit;

namespace Weiyu.Bot.Tests.Privacy;

public class RedactionTests
{
    // The data are nobody else's: tests that run beside this one listen to all spans before they are redacted.
    [Fact]
    public void Logs_and_spans_of_a_host_hold_no_personal_data()
    {
        using var logs = new CapturedLogs();
        var spans = new List<Activity>();
        var services = new ServiceCollection();
        services.AddLogging(l => l.AddProvider(logs));
        services.AddPrivacy(new ConfigurationBuilder().Build()).AddRedaction();
        services.AddOpenTelemetry().WithTracing(t => t.AddSource("redaction-test").AddInMemoryExporter(spans));
        using var provider = services.BuildServiceProvider();
        using var source = new ActivitySource("redaction-test");
        _ = provider.GetRequiredService<TracerProvider>();

        var log = provider.GetRequiredService<ILogger<RedactionTests>>();
        log.LogInformation("The visitor {Phone} asks {Count} times", "13700137007", 3);
        log.LogError(new InvalidOperationException("no such mail: zhao.liu@example.cn"), "Failed");
        using (var span = source.StartActivity("work"))
        {
            span?.SetTag("who", "tel 13700137007").SetTag("count", 3).SetStatus(ActivityStatusCode.Error, "440524198801010011");
        }

        var all = string.Join('\n', logs.Lines.Concat(spans.SelectMany(s => s.TagObjects).Select(t => $"{t.Key}={t.Value}")).Concat(spans.Select(s => s.StatusDescription)));
        Assert.Contains("The visitor ⟦phone⟧ asks 3 times", all, StringComparison.Ordinal);
        Assert.Contains("no such mail: ⟦email⟧", all, StringComparison.Ordinal);
        Assert.Contains("who=tel ⟦phone⟧", all, StringComparison.Ordinal);
        Assert.Contains("⟦idcard⟧", all, StringComparison.Ordinal);
        foreach (var secret in (string[])["13700137007", "zhao.liu@", "440524198801010011"]) Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_is_stored_without_personal_data()
    {
        var decision = new Decision();
        decision.Note("rules", "phone = 13800138000");
        decision.End("rule", "a@b.cn");
        new PersonalDataMask().Redact(decision);
        Assert.Equal(("phone = ⟦phone⟧", "⟦email⟧"), (decision.Steps[0].What, decision.Source));
    }
}
