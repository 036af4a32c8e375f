using Weiyu.Sandbox;

namespace Weiyu.Benchmarks.Faults;

/// <summary>The faults, drawn from a seed: what goes wrong next, and for how long.</summary>
internal sealed class FaultScript(FaultPlan plan, SandboxServer server, FaultProxy mqtt, FaultProxy rest, Func<Task> kill)
{
    private readonly Random _random = new(plan.Seed * 7919);

    /// <summary>Kills so far.</summary>
    public int Kills { get; private set; }

    /// <summary>Other faults so far.</summary>
    public int Faults { get; private set; }

    /// <summary>Makes faults until it is cancelled; the kills are spread over the questions.</summary>
    public async Task RunAsync(Func<int> asked, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300 + _random.Next(900)), TimeProvider.System, cancellationToken);
                if (Kills < plan.Kills && asked() >= (long)plan.Questions * (Kills + 1) / (plan.Kills + 1))
                {
                    Kills++;
                    await kill();
                    continue;
                }

                Faults++;
                await OneAsync(_random.Next(18), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // All questions are asked.
        }
    }

    /// <summary>Ends everything that is wrong.</summary>
    public void Heal()
    {
        server.Faults.Clear();
        (mqtt.Refuses, mqtt.Swallows, mqtt.SwallowsUp, mqtt.Delay) = (false, false, false, default);
        (rest.Refuses, rest.Swallows, rest.Delay) = (false, false, default);
        // Lines that were half-open are dead for good.
        mqtt.Cut();
        rest.Cut();
    }

    private async Task OneAsync(int which, CancellationToken cancellationToken)
    {
        var faults = server.Faults;
        switch (which)
        {
            case 0: faults.DropConnections(); break;
            case 1: mqtt.Cut(); break;
            case 2: await For(() => { mqtt.Refuses = true; mqtt.Cut(); }, () => mqtt.Refuses = false, 3_000, cancellationToken); break;
            case 3: await For(() => mqtt.Swallows = true, () => { mqtt.Swallows = false; mqtt.Cut(); }, 4_000, cancellationToken); break;
            case 4: await For(() => mqtt.Delay = TimeSpan.FromMilliseconds(50), () => mqtt.Delay = default, 2_000, cancellationToken); break;
            case 5: faults.DuplicateNextOutgoing = 20; break;
            case 6: await For(() => faults.ReorderOutgoing = 0.2, () => faults.ReorderOutgoing = 0, 1_500, cancellationToken); break;
            case 7: faults.LoseNextIncoming = 3; break;
            case 8: faults.DropNextOutgoing = 5; break;
            case 9: await For(() => faults.Rest = RestFailure.Http500, () => faults.Rest = RestFailure.None, 1_500, cancellationToken); break;
            case 10: await For(() => faults.Rest = RestFailure.Hang, () => faults.Rest = RestFailure.None, 2_500, cancellationToken); break;
            case 11: await For(() => faults.Rest = RestFailure.CodeMinusOne, () => faults.Rest = RestFailure.None, 1_000, cancellationToken); break;
            case 12: await For(() => { faults.Rest = RestFailure.LostAnswer; mqtt.Refuses = true; mqtt.Cut(); }, () => { faults.Rest = RestFailure.None; mqtt.Refuses = false; }, 1_500, cancellationToken); break;
            case 13: faults.ExpireTokens(); break;
            case 14: server.SetNextPacketIdentifier(0); break;
            case 15: server.PublishRaw($"user/{server.Data.Bot.UserUid}", new byte[_random.Next(10_241, 60_000)]); break;
            case 17: await For(() => mqtt.SwallowsUp = true, () => { mqtt.SwallowsUp = false; mqtt.Cut(); }, 4_000, cancellationToken); break;
            case 16: await For(() => { rest.Refuses = true; rest.Cut(); }, () => rest.Refuses = false, 2_000, cancellationToken); break;
        }
    }

    private async Task For(Action begin, Action end, int longest, CancellationToken cancellationToken)
    {
        begin();
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200 + _random.Next(longest)), TimeProvider.System, cancellationToken);
        }
        finally
        {
            end();
        }
    }
}
