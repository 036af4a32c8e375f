using Microsoft.Extensions.Time.Testing;
using Weiyu.Client.Rest;
using Weiyu.Client.Tests.Support;

namespace Weiyu.Client.Tests.Rest;

public sealed class LoginTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(55));
    private readonly HttpClient _http = new();
    private ApiServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_password_login_says_what_the_sheet_says()
    {
        var client = Client();
        var seen = new List<Session>();
        client.SessionChanged += seen.Add;
        var session = await client.LoginAsync(Token);
        Assert.Equal(new Session("secret-token-1", "u1", "bot@x.test", "小微", "", "org1"), session);
        Assert.Same(session, client.Session);
        Assert.Equal([session], seen);
        var (path, body, _) = Assert.Single(_server.Calls);
        Assert.Equal("/auth/v1/login", path);
        Assert.Equal("""{"username":"bot@x.test","password":"pass 微语","platform":"BYTEDESK","channel":"FLUTTER","deviceUid":"d1"}""", body);
    }

    [Fact]
    public async Task An_access_token_login_reads_the_token_each_time()
    {
        var reads = 0;
        var client = Client(WeiyuCredentials.AccessToken(_ => ValueTask.FromResult($"file-{++reads}")));
        await client.LoginAsync(Token);
        await client.RenewAsync(client.Session!, Token);
        Assert.Equal(["""{"accessToken":"file-1"}""", """{"accessToken":"file-2"}"""], _server.Calls.Select(c => c.Body));
        Assert.All(_server.Calls, c => Assert.Equal("/auth/v1/login/accessToken", c.Path));
    }

    [Fact]
    public async Task A_hundred_refused_calls_cause_one_login()
    {
        var client = Client();
        await client.GetProfileAsync(Token);
        var refused = 0;
        var all = new TaskCompletionSource();
        _server.ExpireTokens();
        _server.OnRefused = () =>
        {
            if (Interlocked.Increment(ref refused) == 100)
            {
                all.SetResult();
            }
        };

        // The login takes until every call has been refused: the worst case.
        _server.OnLogin = async (context, _) =>
        {
            await all.Task;
            await _server.LoginAsync(context);
        };
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.GetProfileAsync(Token)));
        Assert.Equal(100, refused);
        Assert.Equal(2, _server.Logins);
    }

    [Fact]
    public async Task A_call_is_repeated_once_only_when_the_new_token_is_refused_too()
    {
        var client = Client();
        _server.OnLogin = (context, _) => ApiServer.Ok(context, """{"accessToken":"never-valid","user":{"uid":"u1"}}""");
        var error = await Assert.ThrowsAsync<WeiyuApiException>(() => client.GetProfileAsync(Token));
        Assert.Equal(401, error.Code);
        Assert.Equal(2, _server.Logins);
        for (var i = 0; i < 20; i++)
        {
            var refusal = await Assert.ThrowsAsync<WeiyuLoginRefusedException>(() => client.GetProfileAsync(Token));
            Assert.Equal(LoginRefusal.Token, refusal.Reason);
        }

        Assert.Equal(2, _server.Logins);
    }

    [Fact]
    public async Task A_refused_login_is_tried_once_more_after_half_a_minute_and_then_so_rarely_that_no_account_is_locked()
    {
        var refusedAt = new List<DateTimeOffset>();
        _server.OnLogin = (context, _) =>
        {
            refusedAt.Add(_time.GetUtcNow());
            return ApiServer.Fail(context, -1, "password pass 微语 is wrong");
        };
        var client = Client();
        var began = _time.GetUtcNow();
        while (_time.GetUtcNow() - began < TimeSpan.FromDays(1))
        {
            var refusals = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Assert.ThrowsAsync<WeiyuLoginRefusedException>(() => client.GetProfileAsync(Token))));
            Assert.Equal(refusedAt.Count, _server.Logins);
            Assert.All(refusals, r => Assert.Equal(LoginRefusal.Credentials, r.Reason));
            Assert.All(refusals, r => Assert.DoesNotContain("pass 微语", r.ToString(), StringComparison.Ordinal));
            Assert.All(refusals, r => Assert.Equal(refusedAt.Count % 2 == 0, r.IsConfirmed));
            _time.SetUtcNow(client.LoginRefusal!.NextLoginAt);
        }

        Assert.Equal(TimeSpan.FromSeconds(30), refusedAt[1] - refusedAt[0]);
        Assert.All(refusedAt, at => Assert.InRange(refusedAt.Count(other => other > at - TimeSpan.FromHours(1) && other <= at), 1, 2));
        Assert.InRange(refusedAt.Count, 40, 48);

        _server.OnLogin = null;
        await client.GetProfileAsync(Token);
        Assert.Null(client.LoginRefusal);
    }

    [Fact]
    public async Task A_program_that_is_started_again_and_again_locks_no_account_in_a_day()
    {
        var refusedAt = new List<DateTimeOffset>();
        _server.OnLogin = (context, _) =>
        {
            refusedAt.Add(_time.GetUtcNow());
            return ApiServer.Fail(context, -1, "用户名或密码错误，还可尝试2次");
        };
        var memory = new MemoryOfTheTest();
        for (var restart = 0; restart < 250; restart++)
        {
            await Assert.ThrowsAsync<WeiyuLoginRefusedException>(() => Client(memory: memory).LoginAsync(Token));
            _time.Advance(restart < 10 ? TimeSpan.FromSeconds(20) : TimeSpan.FromMinutes(6));
        }

        Assert.All(refusedAt, at => Assert.InRange(refusedAt.Count(other => other > at - TimeSpan.FromHours(1) && other <= at), 1, 2));
        Assert.DoesNotContain("pass", JsonSerializer.Serialize(memory.Record), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_credentials_are_tried_at_once_and_so_is_an_account_that_somebody_else_could_log_in_with()
    {
        _server.OnLogin = (context, _) => ApiServer.Fail(context, -1, "密码错误");
        var password = "old";
        var memory = new MemoryOfTheTest();
        var client = Client(WeiyuCredentials.Password("u", _ => ValueTask.FromResult(password)), memory: memory);
        await Assert.ThrowsAsync<WeiyuLoginRefusedException>(() => client.LoginAsync(Token));
        Assert.False(await client.ReconsiderLoginAsync(Token));

        password = "new";
        Assert.True(await client.ReconsiderLoginAsync(Token));
        await Assert.ThrowsAsync<WeiyuLoginRefusedException>(() => client.LoginAsync(Token));
        Assert.False(await client.ReconsiderLoginAsync(Token));

        // The doctor got in with the same credentials.
        _server.OnLogin = null;
        await Client(WeiyuCredentials.Password("u", "other"), memory: memory).LoginAsync(Token);
        Assert.True(await client.ReconsiderLoginAsync(Token));
        await client.LoginAsync(Token);
    }

    [Fact]
    public async Task Where_one_refusal_more_would_lock_the_account_there_is_no_second_try()
    {
        _server.OnLogin = (context, _) => ApiServer.Fail(context, -1, "密码错误，还可尝试1次");
        var refusal = await Assert.ThrowsAsync<WeiyuLoginRefusedException>(() => Client().LoginAsync(Token));
        Assert.True(refusal.IsConfirmed);
        Assert.True(refusal.NextLoginAt - _time.GetUtcNow() > TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task After_a_KICKOFF_a_refusal_is_the_forced_logout()
    {
        var client = Client();
        client.NoteForcedLogout();
        _server.OnLogin = (context, _) => ApiServer.Fail(context, -1, "用户名或密码错误");
        var refusal = await Assert.ThrowsAsync<WeiyuLoginRefusedException>(() => client.LoginAsync(Token));
        Assert.Equal(LoginRefusal.ForcedLogout, refusal.Reason);
        Assert.Contains("admin console", refusal.Cure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("账号已锁定，请稍后再试", LoginRefusal.Locked, "locked")]
    [InlineData("Account locked for 15 minutes", LoginRefusal.Locked, "locked")]
    [InlineData("验证码错误", LoginRefusal.Captcha, "FLUTTER")]
    [InlineData("captcha required", LoginRefusal.Captcha, "FLUTTER")]
    [InlineData("密码错误", LoginRefusal.Credentials, "wrong")]
    [InlineData("账号已被禁用", LoginRefusal.Disabled, "disabled")]
    [InlineData("User is disabled", LoginRefusal.Disabled, "disabled")]
    [InlineData("您已被管理员强制下线", LoginRefusal.ForcedLogout, "by force")]
    [InlineData("密码错误次数过多，账号已锁定，请10分钟后再试", LoginRefusal.Locked, "locked")]
    [InlineData("系统中没有该用户", LoginRefusal.Credentials, "wrong")]
    [InlineData("BadCredentialsException: Bad credentials", LoginRefusal.Credentials, "wrong")]
    [InlineData("InternalAuthenticationServiceException: user not found", LoginRefusal.Credentials, "wrong")]
    public async Task A_refusal_says_why(string message, LoginRefusal reason, string text)
    {
        _server.OnLogin = (context, _) => ApiServer.Fail(context, -1, message);
        var refusal = await Assert.ThrowsAsync<WeiyuLoginRefusedException>(() => Client().LoginAsync(Token));
        Assert.Equal(reason, refusal.Reason);
        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_account_is_left_alone_until_the_lock_is_over()
    {
        _server.OnLogin = (context, _) => ApiServer.Fail(context, -1, "Account locked for 15 minutes");
        var refusal = await Assert.ThrowsAsync<WeiyuLoginRefusedException>(() => Client().LoginAsync(Token));
        Assert.Equal(TimeSpan.FromMinutes(16), refusal.NextLoginAt - _time.GetUtcNow());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_bare_no_of_the_login_is_a_refusal(int status)
    {
        _server.OnLogin = (context, _) => ApiServer.Raw(context, "", status);
        await Assert.ThrowsAsync<WeiyuLoginRefusedException>(() => Client().LoginAsync(Token));
    }

    [Theory]
    [InlineData(200, "<html>Welcome to the hotel</html>")]
    [InlineData(403, "<html>Blocked by the firewall</html>")]
    [InlineData(404, "<html>no</html>")]
    [InlineData(502, "<html>Bad gateway</html>")]
    [InlineData(200, """{"code":500,"message":"database is down"}""")]
    [InlineData(200, """{"code":-1,"message":"internal server error"}""")]
    [InlineData(200, """{"code":-1,"message":"系统繁忙，请稍后再试"}""")]
    [InlineData(200, """{"hello":"world"}""")]
    [InlineData(200, """{"code":200,"data":{}}""")]
    [InlineData(200, "[]")]
    public async Task What_is_no_answer_of_a_Weiyu_server_is_no_refusal(int status, string body)
    {
        _server.OnLogin = (context, _) => ApiServer.Raw(context, body, status, "text/html");
        var client = Client();
        await Assert.ThrowsAsync<WeiyuUnavailableException>(() => client.LoginAsync(Token));
        Assert.Null(client.LoginRefusal);
        _server.OnLogin = null;
        await client.LoginAsync(Token);
    }

    [Fact]
    public async Task Nobody_there_is_no_refusal_and_nothing_was_processed()
    {
        var client = Client(url: new Uri("http://127.0.0.1:1/"));
        var error = await Assert.ThrowsAsync<WeiyuUnavailableException>(() => client.LoginAsync(Token));
        Assert.False(error.MayHaveBeenProcessed);
    }

    [Fact]
    public async Task A_secret_that_cannot_be_read_is_no_refusal()
    {
        var client = Client(WeiyuCredentials.Password("u", _ => throw new FileNotFoundException("no such file")));
        await Assert.ThrowsAsync<WeiyuUnavailableException>(() => client.LoginAsync(Token));
    }

    [Fact]
    public async Task A_caller_who_gives_up_does_not_end_the_login_of_the_others()
    {
        var begun = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        _server.OnLogin = async (context, _) =>
        {
            begun.TrySetResult();
            await go.Task;
            await ApiServer.Ok(context, """{"accessToken":"t","user":{"uid":"u1"}}""");
        };
        var client = Client();
        using var impatient = new CancellationTokenSource();
        var first = client.LoginAsync(impatient.Token);
        await begun.Task.WaitAsync(Token);
        var second = client.LoginAsync(Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        go.SetResult();
        Assert.Equal("u1", (await second).UserUid);
        Assert.Equal(1, _server.Logins);
    }

    [Fact]
    public void Secrets_are_not_printed()
    {
        Assert.DoesNotContain("secret", new Session("secret", "u", "n", "", "", "o").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", WeiyuCredentials.Password("u", "secret").ToString(), StringComparison.Ordinal);
    }

    private sealed class MemoryOfTheTest : ILoginMemory
    {
        public LoginRecord? Record { get; private set; }

        public LoginRecord? Read() => Record;

        public void Write(LoginRecord? record) => Record = record;
    }

    private WeiyuRestClient Client(WeiyuCredentials? credentials = null, Uri? url = null, ILoginMemory? memory = null) => new(
        _http,
        credentials ?? WeiyuCredentials.Password("bot@x.test", "pass 微语"),
        new WeiyuRestOptions { ApiUrl = url ?? _server.Url, DeviceUid = "d1" },
        _time,
        random: new Random(1),
        memory: memory);
}
