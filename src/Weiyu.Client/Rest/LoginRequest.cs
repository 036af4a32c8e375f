using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Rest;

/// <summary>What is sent to log in, and what the server's refusal of it means.</summary>
internal sealed class LoginRequest(WeiyuCredentials credentials, WeiyuRestOptions options)
{
    private const int Rounds = 50_000;
    private const int SaltSize = 16;
    private const int HashSize = 32;

    public ServerCall Call => credentials.IsAccessToken ? ServerCalls.LoginByToken : ServerCalls.Login;

    /// <exception cref="WeiyuUnavailableException">It cannot be read.</exception>
    public async Task<string> SecretAsync(CancellationToken cancellation)
    {
        try
        {
            return await credentials.Secret(cancellation);
        }
        catch (Exception e) when (e is not (WeiyuException or OperationCanceledException))
        {
            throw new WeiyuUnavailableException($"The password or access token cannot be read: {e.Message}", false, e);
        }
    }

    public byte[] Body(string secret)
    {
        var body = new JsonObject();
        if (credentials.IsAccessToken)
        {
            body["accessToken"] = secret;
        }
        else
        {
            body["username"] = credentials.Username;
            body["password"] = secret;
            body["platform"] = options.Platform;
            body["channel"] = options.LoginChannel;
            if (options.DeviceUid is not null) body["deviceUid"] = options.DeviceUid;
        }

        return Encoding.UTF8.GetBytes(body.ToJsonString(JsonText.Options));
    }

    /// <summary>The session of an accepted login.</summary>
    /// <exception cref="WeiyuUnavailableException">It holds no token or no user.</exception>
    public Session Session(Answer answer, string secret)
    {
        var user = JsonText.TryGet(answer.Data, "user", out var found) ? JsonValues.User(found) : JsonValues.User(answer.Data);
        var token = JsonText.Of(answer.Data, "accessToken") ?? (credentials.IsAccessToken ? secret : "");
        if (token.Length == 0 || user.Uid.Length == 0)
        {
            throw new WeiyuUnavailableException("The login answer has no token or no user: this is not the answer of a Weiyu server. Check the address.", false);
        }

        var username = user.Username.Length > 0 ? user.Username : credentials.Username ?? user.Uid;
        return new Session(token, user.Uid, username, user.Nickname, user.Avatar, options.OrgUid ?? user.OrgUid);
    }

    /// <summary>A new salt, in base 64.</summary>
    public static string Salt() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(SaltSize));

    /// <summary>Tells credentials apart without keeping them, in base 64.</summary>
    public string Fingerprint(string secret, string salt)
    {
        var text = $"{options.ApiUrl}\n{credentials.Username}\n{secret}";
        return Convert.ToBase64String(Rfc2898DeriveBytes.Pbkdf2(text, Convert.FromBase64String(salt), Rounds, HashAlgorithmName.SHA256, HashSize));
    }

    /// <summary>The code is -1 for nearly everything; the words tell.</summary>
    public static LoginRefusal ReasonOf(int code, string message)
    {
        bool Says(params ReadOnlySpan<string> words)
        {
            foreach (var word in words) if (message.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;

            return false;
        }

        if (Says("captcha", "验证码", "kaptcha") && code is not (-2 or -3)) return LoginRefusal.Captcha;
        if (code is -2 or -3 || Says("two-factor", "two factor", "双重验证", "双因素")) return LoginRefusal.SecondFactor;
        if (code is (int)HttpStatusCode.TooManyRequests or (int)HttpStatusCode.Locked || Says("lock", "锁", "too many", "频繁")) return LoginRefusal.Locked;
        if (Says("force logout", "forced logout", "force_logout", "forcelogout", "logged out by", "强制下线", "强制登出", "强制退出", "已被下线")) return LoginRefusal.ForcedLogout;
        return Says("disabled", "禁用", "停用", "冻结", "封禁") ? LoginRefusal.Disabled : LoginRefusal.Credentials;
    }

    /// <summary>
    /// Whether a refusal speaks of the server's own state and not of the account. None of these words may stand in a real refusal: that would be waited
    /// for, for ever.
    /// </summary>
    public static bool SpeaksOfTrouble(string message)
    {
        ReadOnlySpan<string> words =
            ["server error", "server busy", "timeout", "timed out", "unavailable", "系统异常", "系统错误", "服务器错误", "服务器异常", "服务异常", "繁忙", "超时"];
        foreach (var word in words) if (message.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;

        return false;
    }

    /// <summary>Some servers quote the request in their errors; the secret must not come along.</summary>
    public static string Redact(string message, string secret)
    {
        var clean = secret.Length > 0 ? message.Replace(secret, "***", StringComparison.Ordinal) : message;
        return clean.Length > 300 ? clean[..300] + "…" : clean;
    }
}
