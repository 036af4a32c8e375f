using Microsoft.Extensions.DependencyInjection;
using Weiyu.Bot.Receiving;
using Weiyu.EndToEnd.Support;

namespace Weiyu.EndToEnd.Startup;

/// <summary>The login at the start.</summary>
public sealed class LoginTests
{
    [Fact]
    public async Task A_server_in_trouble_that_refuses_the_login_once_is_asked_again()
    {
        await using var server = await Sandboxes.StartAsync();
        server.Faults.RefuseLogin = true;
        await using var bot = await BotUnderTest.StartAsync(server, wait: false);
        await Eventually.TrueAsync(() => bot.Services.GetRequiredService<StartupState>().Trouble?.Contains("wrong", StringComparison.Ordinal) ?? false);

        server.Faults.RefuseLogin = false;

        await bot.ReadyAsync();
    }
}
