using Weiyu.Bot.Core;
using Weiyu.Bot.Receiving.CatchingUp;
using Weiyu.Bot.Storage;
using Weiyu.Client.Rest;

namespace Weiyu.Bot.Receiving;

/// <summary>
/// The agent's working day: log in, take up what was left, connect and stay connected, catch up after every gap, and at the end leave in order.
/// </summary>
internal sealed class AgentService(WorkingDay day, FirstStart firstStart, CatchUp catchUp, Leftovers leftovers, OrderlyStop stop, Store store) : BackgroundService
{
    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        stop.Begin();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Task StopAsync(CancellationToken cancellationToken) => stop.RunAsync(() => base.StopAsync(cancellationToken));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await store.Ready.WaitAsync(stoppingToken);
            long leftBefore = 0;
            await leftovers.PersistAsync(async () =>
            {
                await firstStart.BeginAsync(stoppingToken);
                await catchUp.BeginAsync(stoppingToken);
                leftBefore = await leftovers.LastAsync(stoppingToken);
            }, stoppingToken);
            await day.RunAsync(leftBefore, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the day.
        }
        catch (WeiyuLoginRefusedException e)
        {
            stop.Fail(ExitCodes.RefusedCredentials, $"{e.Message} {e.Cure}");
        }
    }
}
