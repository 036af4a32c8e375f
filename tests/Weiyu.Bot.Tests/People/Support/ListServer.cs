using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using Weiyu.Client.Messages;

namespace Weiyu.Bot.Tests.People.Support;

/// <summary>The server's REST side as a list: takes what the bot sends, keeps every thread's history.</summary>
internal sealed class ListServer(TimeProvider time) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Wire.Message>> _histories = new(StringComparer.Ordinal);
    private readonly HashSet<string> _uids = new(StringComparer.Ordinal);

    /// <summary>Called for each message of the bot, at the moment of its sending.</summary>
    public Action<Wire.Message>? OnSent { get; set; }

    /// <summary>Uids that were sent more than once.</summary>
    public List<string> Repeated { get; } = [];

    /// <summary>How many messages the bot sent.</summary>
    public int Sent { get; private set; }

    /// <summary>Keeps what somebody else said.</summary>
    public void Keep(Wire.Message message)
    {
        lock (_lock)
        {
            if (!_histories.TryGetValue(message.Thread.Topic, out var history)) _histories[message.Thread.Topic] = history = [];
            history.Add(message);
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var data = path switch
        {
            "/auth/v1/login" => """{"accessToken":"t","user":{"uid":"user_bot","username":"bot","nickname":"小微","avatar":"","currentOrganization":{"uid":"org"}}}""",
            "/api/v1/message/rest/send" => Take(JsonNode.Parse(body)!["json"]!.GetValue<string>()),
            "/api/v1/message/query/topic" => History(HttpUtility.ParseQueryString(request.RequestUri.Query)["topic"]!),
            _ => "{}",
        };
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent($$"""{"message":"ok","code":200,"data":{{data}}}""", Encoding.UTF8, "application/json") };
    }

    private string Take(string json)
    {
        Assert.True(MessageJson.TryRead(json, out var message));
        message!.CreatedAt = MessageTime.Write(time.GetUtcNow());
        lock (_lock)
        {
            Sent++;
            if (!_uids.Add(message.Uid)) Repeated.Add(message.Uid);
        }

        Keep(message);
        OnSent?.Invoke(message);
        return JsonSerializer.Serialize(json);
    }

    private string History(string topic)
    {
        lock (_lock)
        {
            var messages = _histories.GetValueOrDefault(topic) ?? [];
            return $$"""{"content":[{{string.Join(',', messages.AsEnumerable().Reverse().Take(100).Select(m => MessageJson.Write(m)))}}],"last":true}""";
        }
    }
}
