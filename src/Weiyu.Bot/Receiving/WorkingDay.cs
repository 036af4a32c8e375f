using Weiyu.Bot.Receiving.CatchingUp;

namespace Weiyu.Bot.Receiving;

/// <summary>What goes on between the login and the end, side by side.</summary>
internal sealed class WorkingDay(SignIn signIn, AgentLookup agents, Line line, MessageReceiver receiver, CatchUp catchUp, HistoryLoop histories, Leftovers leftovers)
{
    /// <summary>Runs until the bot stops.</summary>
    /// <param name="leftBefore">The last message that was journalled before this run.</param>
    /// <param name="stopping">The bot stops.</param>
    /// <exception cref="Weiyu.Client.Rest.WeiyuLoginRefusedException">The credentials are wrong.</exception>
    public async Task RunAsync(long leftBefore, CancellationToken stopping)
    {
        await signIn.RunAsync(stopping);
        var connection = line.Create(receiver.ReceiveAsync);
        agents.AddOwnTopics();
        // Before the bot goes on with what it had in hand it looks what happened meanwhile: a human may have answered.
        catchUp.Prepare();

        var receiving = receiver.RunAsync(stopping);
        var resuming = await leftovers.ResumeAsync(leftBefore, stopping);
        await Task.WhenAll(
            receiving, resuming, leftovers.BeatAsync(stopping), histories.RunAsync(stopping), agents.AwaitAsync(stopping), connection.RunAsync(stopping));
    }
}
