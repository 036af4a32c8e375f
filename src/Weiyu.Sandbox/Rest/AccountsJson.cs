using System.Text.Json;
using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Rest;

/// <summary>
/// What an administrator does to an account, as JSON: <c>enabled</c> (true, false), <c>authorities</c> (strings), <c>forceLogout</c> (the reason),
/// <c>restoreLogin</c>, <c>revokeTokens</c>, <c>unlock</c> (true).
/// </summary>
internal static class AccountsJson
{
    /// <summary>What is wrong; null: nothing, and it is done.</summary>
    public static string? Apply(string? username, Body body, SandboxServer server)
    {
        if (server.Data.Accounts.FirstOrDefault(a => a.Username == username) is not { } account || body.Root.ValueKind != JsonValueKind.Object)
        {
            return "an account that there is and a JSON object are wanted";
        }

        var accounts = server.Accounts;
        if (body.Flag("enabled") is { } isEnabled)
        {
            Action<SandboxAccount> set = isEnabled ? accounts.Enable : accounts.Disable;
            set(account);
        }

        if (body.TryGet("authorities", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            accounts.SetAuthorities(account, [.. list.EnumerateArray().Where(a => a.ValueKind == JsonValueKind.String).Select(a => a.GetString()!)]);
        }

        if (body.Text("forceLogout") is { } reason) accounts.ForceLogout(account, reason);

        Do(body, "restoreLogin", () => accounts.RestoreLogin(account));
        Do(body, "revokeTokens", () => accounts.RevokeTokens(account));
        Do(body, "unlock", () => accounts.Unlock(account));
        return null;
    }

    private static void Do(Body body, string command, Action act)
    {
        if (body.Flag(command) == true) act();
    }
}
