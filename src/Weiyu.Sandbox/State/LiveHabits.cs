namespace Weiyu.Sandbox.State;

/// <summary>The habits that the server has now; they may change while it runs. Reading and writing need no lock.</summary>
internal sealed class LiveHabits(SandboxHabits start)
{
    private volatile SandboxHabits _now = start;

    public SandboxHabits Now
    {
        get => _now;
        set
        {
            // The keys of subscriptions and MQTTnet's sessions are made once.
            if (value.KeepsForOffline != _now.KeepsForOffline || value.SubscriptionsPerUser != _now.SubscriptionsPerUser)
            {
                throw new ArgumentException(
                    $"{nameof(value.KeepsForOffline)} and {nameof(value.SubscriptionsPerUser)} can't be changed while the server runs.",
                    nameof(value));
            }

            _now = value;
        }
    }
}
