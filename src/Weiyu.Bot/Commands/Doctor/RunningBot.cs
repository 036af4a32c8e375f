using System.Text.Json;

namespace Weiyu.Bot.Commands.Doctor;

/// <summary>The bot that is running on the same data folder, asked by its health page.</summary>
/// <param name="consoleUrl">Where its console listens; empty: nowhere.</param>
internal sealed class RunningBot(string consoleUrl)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>What it says of its subscriptions.</summary>
    public async Task<Check> SubscriptionsAsync(CancellationToken cancellationToken)
    {
        const string Part = "subscriptions";
        if (consoleUrl.Length == 0) return new Check(Part, CheckVerdict.Skipped, "the running bot has them, and no console that could be asked (Console:Url is empty)");
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(HealthCommand.Address(consoleUrl, "ready"), cancellationToken);
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            var part = document.RootElement.GetProperty("parts").EnumerateArray().First(p => p.GetProperty("name").GetString() == Part);
            return part.GetProperty("ok").GetBoolean()
                ? new Check(Part, CheckVerdict.Good, $"the running bot has {part.GetProperty("detail").GetString()}")
                : new Check(Part, CheckVerdict.Bad, $"the running bot: {part.GetProperty("detail").GetString()}", "Look at its console and its log.");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or UriFormatException
            || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new Check(Part, CheckVerdict.Doubtful, $"the running bot does not answer at {consoleUrl}", "Look into its log; is Console:Url the same for both?");
        }
    }
}
