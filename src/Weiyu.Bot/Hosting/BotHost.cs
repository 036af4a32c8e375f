using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Weiyu.Bot.Composition;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Conversations;
using Weiyu.Bot.Core;
using Weiyu.Bot.Delivery;
using Weiyu.Bot.Handlers.People;
using Weiyu.Bot.Handlers.Rules;
using Weiyu.Bot.Outbox;
using Weiyu.Bot.Pipeline;
using Weiyu.Bot.Privacy;
using Weiyu.Bot.Receiving;
using Weiyu.Bot.Receiving.CatchingUp;
using Weiyu.Bot.Scheduling;
using Weiyu.Bot.Simulation;
using Weiyu.Bot.Scheduling.Notices;
using Weiyu.Bot.Storage;
using Weiyu.Bot.Telemetry;
using Weiyu.Bot.WebConsole;

namespace Weiyu.Bot.Hosting;

/// <summary>Puts the program together: the AddX calls, in the order in which a message flows.</summary>
internal static class BotHost
{
    /// <summary>Builds the bot.</summary>
    /// <param name="configuration">Checked already.</param>
    /// <param name="configure">What a verb or a test adds or replaces.</param>
    public static WebApplication Build(IConfigurationRoot configuration, Action<WebApplicationBuilder>? configure = null)
    {
        var paths = BotPaths.Of(configuration);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = paths.ContentRoot });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(8));
        builder.Logging.AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "HH:mm:ss ";
            o.UseUtcTimestamp = false;
        });

        builder.Services
            .AddBotOptions(configuration)
            .AddStorage()
            .AddReceiving()
            .AddConversations()
            .AddThinking(configuration)
            .AddRules(configuration)
            .AddSingleton<IRuleGate, RuleGate>()
            .AddNotices(configuration)
            .AddOutbox()
            .AddDelivery()
            .AddRedaction()
            .AddTelemetry();
        var console = configuration.GetSection(ConsoleOptions.Section).Get<ConsoleOptions>() ?? new();
        builder.Services.AddSingleton<TokenAttempts>();
        if (console.CertificateFile.Length > 0) builder.WebHost.UseCertificate(console, paths);
        if (console.Url.Length > 0) builder.WebHost.UseUrls(console.Url);
        else builder.Services.AddSingleton<IServer, NoServer>();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseConsoleGuard(console, paths);
        app.MapHealth();
        app.MapConsole();
        return app;
    }

    private static IServiceCollection AddBotOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        services.TryAddSingleton(BotPaths.Of(configuration));
        services.AddSection<WeiyuOptions>(configuration, WeiyuOptions.Section);
        services.AddSection<BotOptions>(configuration, BotOptions.Section);
        services.AddSection<OutboxOptions>(configuration, OutboxOptions.Section);
        services.AddSection<StoreOptions>(configuration, StoreOptions.Section);
        services.AddSection<ConsoleOptions>(configuration, ConsoleOptions.Section);
        services.AddSingleton(s => new DataFolder(s.GetRequiredService<BotPaths>().Data(s.GetRequiredService<IOptions<BotOptions>>().Value)));
        services.AddSingleton(s =>
        {
            var weiyu = s.GetRequiredService<IOptions<WeiyuOptions>>().Value;
            return new WeiyuSettings(weiyu.Channel, TimeZoneInfo.FindSystemTimeZoneById(weiyu.TimeZone));
        });
        return services;
    }

    private static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddSingleton(s =>
        {
            var options = s.GetRequiredService<IOptions<StoreOptions>>().Value;
            var folder = s.GetRequiredService<DataFolder>();
            return new Database(options.Provider, options.ConnectionString.Length > 0 ? options.ConnectionString : Path.Combine(folder.FullPath, "weiyu-bot.db"));
        });
        services.AddSingleton<Store>();
        services.AddSingleton<Waits>();
        services.AddHealth<StoreHealth>();
        services.AddSingleton<FileWatch>();
        services.AddHostedService<FileWatchService>();
        return services;
    }

    private static IServiceCollection AddReceiving(this IServiceCollection services)
    {
        services.AddSingleton<BotIdentityStore>();
        services.AddSingleton<IBotIdentitySource>(s => s.GetRequiredService<BotIdentityStore>());
        services.AddSingleton<StartupState>();
        services.AddSingleton<ServerClock>();
        services.AddSingleton<TopicBook>();
        services.AddSingleton<AgentLookup>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<EarlySigns>();
        services.AddSingleton<Kickoff>();
        services.AddSingleton<Journal>();
        services.AddSingleton<MessageReceiver>();
        services.AddSingleton<Backlog>();
        services.AddCatchingUp();
        services.AddSingleton<HistoryLoop>();
        services.AddSingleton<Line>();
        services.AddSingleton<Leftovers>();
        services.AddSingleton<WorkingDay>();
        services.AddSingleton<OrderlyStop>();
        services.AddHostedService<AgentService>();
        services.AddSingleton<LoginWatch>();
        services.AddHostedService(s => s.GetRequiredService<LoginWatch>());
        services.AddSingleton<ClosedTopics>();
        services.AddHostedService<ClosedTopicsService>();
        services.AddSingleton<AgentStatus>();
        services.AddHostedService<AgentStatusService>();
        services.AddHealth<LineHealth>();
        services.AddHealth<HistoryHealth>();
        return services;
    }

    private static IServiceCollection AddConversations(this IServiceCollection services)
    {
        services.AddSingleton<ConversationCache>();
        services.AddSingleton<SentUids>();
        services.AddSingleton<TimerWake>();
        services.AddSingleton<TurnCommitter>();
        services.AddSingleton<TurnDriver>();
        services.AddSingleton<ItemHandler>();
        services.AddSingleton<ConversationHub>();
        services.AddHealth<InboxHealth>();
        services.AddSingleton<IConversationFeed>(s => s.GetRequiredService<ConversationHub>());
        return services;
    }

    private static IServiceCollection AddNotices(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<INoticeBook, RuleNoticeBook>();
        return services.AddScheduling(configuration);
    }

    private static IServiceCollection AddOutbox(this IServiceCollection services)
    {
        services.AddSingleton<Confirmations>();
        services.AddSingleton<HistoryLookup>();
        services.AddSingleton<ActionRunner>();
        services.AddSingleton<Proofs>();
        services.AddSingleton<SpeakingGate>();
        services.AddSingleton<Tries>();
        services.AddSingleton<MessageDelivery>();
        services.AddSingleton<OutboxEnds>();
        services.AddSingleton<OutboxSender>();
        services.AddSingleton<OutboxWorker>();
        services.AddHealth<OutboxHealth>();
        services.AddSingleton<IOutboxFeed>(s => s.GetRequiredService<OutboxWorker>());
        services.AddHttpClient(ActionRunner.WebhookClient, client => client.Timeout = TimeSpan.FromSeconds(10));
        return services;
    }

    private static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        services.AddSingleton<AgentLine>();
        services.AddSingleton<MqttConnectionFactory>();
        services.AddSingleton<MqttRoute>();
        services.AddSingleton<HttpRoute>();
        services.AddSingleton<DeliveryRouter>();
        services.AddSingleton<ISignals, SignalSender>();
        services.AddSingleton(RestClientFactory.Create);
        return services;
    }

    private static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<BotTelemetry>();
        services.AddSingleton<Health>();
        services.AddHostedService<Gauges>();
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("weiyu-bot", serviceVersion: typeof(BotHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion))
            .WithTracing(t => t.AddSource(BotTelemetry.Name, "Microsoft.SemanticKernel*").AddHttpClientInstrumentation())
            .WithMetrics(m => m.AddMeter(BotTelemetry.Name, "Microsoft.SemanticKernel*").AddRuntimeInstrumentation().AddPrometheusExporter());
        // Only where somebody wants it: without a collector the exporter would complain for ever.
        if (Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(k => k.StartsWith("OTEL_EXPORTER_OTLP", StringComparison.Ordinal))) telemetry.UseOtlpExporter();
        return services;
    }
}
