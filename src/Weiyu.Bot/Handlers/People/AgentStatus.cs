using Microsoft.Extensions.Options;
using Weiyu.Bot.Configuration;
using Weiyu.Bot.Core;
using Weiyu.Client.Rest;
using Weiyu.Rules;

namespace Weiyu.Bot.Handlers.People;

/// <summary>
/// The status of the bot's agent on the server: available at start, as the calendar says afterwards, offline at the end. It is set when it
/// is to be another, and otherwise left to whoever changes it by hand. Also asks how the colleagues are, for honest hand-offs.
/// </summary>
internal sealed partial class AgentStatus(
    WeiyuRestClient rest, IBotIdentitySource identity, RuleBookSource rules, Colleagues colleagues, IOptions<PeopleOptions> options, TimeProvider time, ILogger<AgentStatus> log)
{
    private const int MaxColleagues = 200;
    private const int MaxPresences = 10;

    private string? _set;

    /// <summary>Sets the status if it is to be another than what was set last, and asks about the colleagues.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (identity.Current?.Agent is not { } agent) return;
        await SetAsync(agent, Wanted(), cancellationToken);
        colleagues.Set(await AskAsync(agent, cancellationToken));
    }

    private async Task SetAsync(AgentIdentity agent, string wanted, CancellationToken cancellationToken)
    {
        if (wanted.Length == 0 || wanted == _set) return;
        try
        {
            await rest.UpdateAgentStatusAsync(agent.Uid, wanted, cancellationToken);
            _set = wanted;
            LogSet(log, wanted);
        }
        catch (WeiyuApiException)
        {
            // Not allowed, or not now: the client has said so in health. How the colleagues are can be asked all the same.
        }
    }

    /// <summary>The bot stops.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (identity.Current?.Agent is not { } agent || options.Value.StatusAtEnd.Length == 0) return;
        await rest.UpdateAgentStatusAsync(agent.Uid, options.Value.StatusAtEnd, cancellationToken);
        LogSet(log, options.Value.StatusAtEnd);
    }

    private string Wanted() => options.Value.StatusOutsideHours.Length > 0 && !rules.Current.Calendar.IsOpen(time.GetUtcNow()) ? options.Value.StatusOutsideHours : options.Value.StatusAtStart;

    /// <summary>How the others are. A server that does not tell leaves it unknown.</summary>
    private async Task<Availability> AskAsync(AgentIdentity self, CancellationToken cancellationToken)
    {
        try
        {
            var agents = await rest.GetAgentsAsync(0, MaxColleagues, cancellationToken);
            var others = agents.Items.Where(a => a.Uid != self.Uid && a.UserUid != identity.Current?.UserUid).ToList();
            foreach (var agent in others.Where(a => a.Status == AgentStatuses.Available && a.HasRoom).Take(MaxPresences))
            {
                if (await IsThereAsync(agent, cancellationToken)) return Availability.Available;
            }

            if (others.Exists(a => a.Status.Length == 0) || !agents.IsLast) return Availability.Unknown;
            return others.Exists(a => a.Status != AgentStatuses.Offline && a.IsConnected != false) ? Availability.Busy : Availability.Nobody;
        }
        catch (WeiyuApiException)
        {
            return Availability.Unknown;
        }
    }

    /// <summary>
    /// Whether an agent's client is connected: the status alone says only what was last chosen. What the list says is set by connections; where it says
    /// nothing, presence does.
    /// </summary>
    private async Task<bool> IsThereAsync(AgentInfo agent, CancellationToken cancellationToken)
    {
        if (agent.IsConnected == false) return false;
        try
        {
            return agent.UserUid.Length == 0 || await rest.IsOnlineAsync(agent.UserUid, cancellationToken) != false;
        }
        catch (WeiyuException)
        {
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The agent's status is {Status} now")]
    private static partial void LogSet(ILogger logger, string status);
}

/// <summary>Looks every half a minute, and says good-bye at the end.</summary>
internal sealed partial class AgentStatusService(AgentStatus status, IBotIdentitySource identity, TimeProvider time, ILogger<AgentStatusService> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LoginPause = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await TryAsync(() => status.LeaveAsync(patience.Token));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (identity.Current is null) await Task.Delay(LoginPause, time, stoppingToken);
            while (true)
            {
                await TryAsync(() => status.LookAsync(stoppingToken));
                await Task.Delay(Every, time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The bot stops.
        }
    }

    private async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception e)
        {
            // Whatever it is, the status matters less than the bot.
            LogFailed(log, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The agent's status could not be set or read now: {Error}")]
    private static partial void LogFailed(ILogger logger, string error);
}
