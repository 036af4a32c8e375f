using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Weiyu.Sandbox.Tests.Support;

/// <summary>A plain HTTP client.</summary>
internal sealed class TestApi : IDisposable
{
    private readonly HttpClient _http;

    public TestApi(SandboxServer server) => _http = new HttpClient { BaseAddress = new Uri(server.ApiUrl) };

    public HttpClient Http => _http;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TestApi> LoginAsync(SandboxServer server, string username = "bot@sandbox")
    {
        var api = new TestApi(server);
        var login = new { username, password = "sandbox-password", platform = "BYTEDESK", channel = "FLUTTER" };
        var answer = await api.PostAsync("/auth/v1/login", login);
        Assert.Equal(200, Code(answer));
        api.Use(answer.GetProperty("data").GetProperty("accessToken").GetString()!);
        return api;
    }

    /// <summary>Status and code of a GET: <c>(HttpStatusCode.OK, 404)</c>.</summary>
    public async Task<(HttpStatusCode Status, int Code)> OutcomeAsync(string path)
    {
        var response = await _http.GetAsync(path, Token);
        return (response.StatusCode, Code(await ReadAsync(response)));
    }

    /// <summary>Status and code of a POST.</summary>
    public async Task<(HttpStatusCode Status, int Code)> OutcomeAsync(string path, object body)
    {
        var response = await _http.PostAsJsonAsync(path, body, Token);
        return (response.StatusCode, Code(await ReadAsync(response)));
    }

    /// <summary>The data of a successful GET.</summary>
    public async Task<JsonElement> DataAsync(string path)
    {
        var answer = await GetAsync(path);
        Assert.Equal(200, Code(answer));
        return answer.GetProperty("data");
    }

    public static string[] Uids(JsonElement page) => [.. page.GetProperty("content").EnumerateArray().Select(m => m.GetProperty("uid").GetString()!)];

    public static int Code(JsonElement answer) => answer.GetProperty("code").GetInt32();

    public void Use(string token) => _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

    public async Task<JsonElement> GetAsync(string path) => await ReadAsync(await _http.GetAsync(path, Token));

    public async Task<JsonElement> PostAsync(string path, object body) => await ReadAsync(await _http.PostAsJsonAsync(path, body, Token));

    public async Task<HttpStatusCode> StatusAsync(string path) => (await _http.GetAsync(path, Token)).StatusCode;

    public void Dispose() => _http.Dispose();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
}
