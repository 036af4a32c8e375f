using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weiyu.Client.Rest;
using Weiyu.Sandbox.Messaging;
using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Web;

/// <summary>
/// What the agent's page says: hello {username}, open {thread}, send {thread, uid, type, content}, take, give, close, accept, reject {thread}, status
/// {status}. What it hears: state {agent, threads}, threads {threads}, messages {thread, messages}, message {thread, message}.
/// </summary>
internal sealed class AgentSocket(SandboxServer server, Hub hub)
{
    private const int HistorySize = 300;
    private const int ListSize = 200;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/agent/socket", ServeAsync);

    private Task ServeAsync(HttpContext http)
    {
        Connection? connection = null;
        return PageSocket.RunAsync(
            http,
            page => body =>
            {
                connection ??= new Connection(server, hub, page, body.Text("username"));
                connection.Handle(body);
                return Task.CompletedTask;
            },
            _ => connection?.Close());
    }

    private sealed class Connection
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

        private readonly SandboxServer _server;
        private readonly Hub _hub;
        private readonly PageSocket _page;
        private readonly SandboxAgent _agent;
        private readonly HashSet<SandboxThread> _changed = [];
        private readonly ITimer _timer;
        private SandboxThread? _open;
        private bool _statusChanged;

        public Connection(SandboxServer server, Hub hub, PageSocket page, string? username)
        {
            (_server, _hub, _page) = (server, hub, page);
            _agent = server.OpenAgent(server.Data.Accounts.Any(a => a.Username == username) ? username : null);
            lock (hub.Gate)
            {
                hub.PassedOn += PassedOn;
                hub.Changed += Changed;
                page.Post("state", json =>
                {
                    Agent(json);
                    Threads(json, hub.Threads.All.Take(ListSize));
                });
            }

            // Summaries are sent a few times a second, however much is said.
            _timer = TimeProvider.System.CreateTimer(_ => Flush(), null, Interval, Interval);
        }

        public void Handle(Body body)
        {
            SandboxThread? thread;
            lock (_hub.Gate) thread = _hub.Threads.ByUid(body.Text("thread"));

            switch (body.Text("t"))
            {
                case "status" when AgentStatuses.IsKnown(body.Text("status")):
                    _agent.SetStatus(body.Text("status")!);
                    break;
                case "open":
                    Open(thread);
                    break;
                case "send" when thread is not null && body.Text("type") is { Length: > 0 and <= 40 } type && body.Text("content") is { } content:
                    _agent.Send(thread, type, content, body.Text("uid") is { Length: > 0 and <= 64 } uid ? uid : null);
                    break;
                case "take" when thread is not null:
                    _agent.TakeOver(thread);
                    break;
                case "give" when thread is not null:
                    _agent.GiveBack(thread);
                    break;
                case "close" when thread is not null:
                    _agent.CloseThread(thread);
                    break;
                case "accept" when thread is not null:
                    _agent.AcceptTransfer(thread);
                    break;
                case "reject" when thread is not null:
                    _agent.RejectTransfer(thread);
                    break;
                default:
                    break;
            }
        }

        public void Close()
        {
            _timer.Dispose();
            lock (_hub.Gate)
            {
                _hub.PassedOn -= PassedOn;
                _hub.Changed -= Changed;
            }

            _agent.Dispose();
        }

        private void Open(SandboxThread? thread)
        {
            lock (_hub.Gate)
            {
                _open = thread;
                if (thread is null) return;

                var history = _server.History(thread.Topic);
                _page.Post("messages", json =>
                {
                    json.WriteString("thread", thread.Uid);
                    json.WriteStartArray("messages");
                    foreach (var message in history.Skip(Math.Max(0, history.Count - HistorySize)))
                    {
                        MessageShape.Older(json, message, SandboxHabits.Real);
                    }

                    json.WriteEndArray();
                });
            }
        }

        private void PassedOn(Routed routed)
        {
            if (routed.Message is not { } message || _hub.Threads.ByUid(message.Thread?.Uid) is not { } thread) return;

            _changed.Add(thread);
            if (thread == _open)
            {
                _page.Post("message", json =>
                {
                    json.WriteString("thread", thread.Uid);
                    json.WritePropertyName("message");
                    MessageShape.Older(json, message, SandboxHabits.Real);
                });
            }
        }

        private void Changed(SandboxThread? thread)
        {
            if (thread is null)
            {
                _statusChanged = true;
            }
            else
            {
                _changed.Add(thread);
            }
        }

        private void Flush()
        {
            lock (_hub.Gate)
            {
                if (_changed.Count == 0 && !_statusChanged) return;

                _page.Post("threads", json =>
                {
                    Agent(json);
                    Threads(json, _changed.OrderByDescending(t => t.UpdatedAt).Take(ListSize));
                });
                _changed.Clear();
                _statusChanged = false;
            }
        }

        private void Agent(Utf8JsonWriter json)
        {
            json.WriteStartObject("agent");
            json.WriteString("username", _agent.Account.Username);
            json.WriteString("userUid", _agent.Account.UserUid);
            json.WriteString("uid", _agent.Account.AgentUid);
            json.WriteString("nickname", _agent.Account.Nickname);
            json.WriteString("avatar", _agent.Account.Avatar);
            json.WriteString("status", _hub.Staff.StatusOf(_agent.Account.AgentUid ?? ""));
            json.WriteNumber("maxUpload", _hub.Options.MaxUpload);
            json.WriteEndObject();
        }

        private void Threads(Utf8JsonWriter json, IEnumerable<SandboxThread> threads)
        {
            json.WriteStartArray("threads");
            foreach (var thread in threads)
            {
                json.WriteStartObject();
                json.WriteString("uid", thread.Uid);
                json.WriteString("type", thread.Type);
                json.WriteString("state", thread.State);
                json.WriteString("nickname", thread.Visitor.Nickname);
                json.WriteString("avatar", thread.Visitor.Avatar);
                json.WriteString("visitor", thread.Visitor.Uid);
                json.WriteString("owner", thread.Agent?.Nickname ?? "");
                json.WriteBoolean("isBot", thread.Agent?.IsBot ?? false);
                json.WriteBoolean("isMine", thread.Agent == _agent.Account);
                json.WriteNumber("unread", thread.UnreadCount);
                json.WriteNumber("updatedAt", thread.UpdatedAt.ToUnixTimeMilliseconds());
                json.WriteString("lastType", thread.LastMessage?.Type ?? "");
                json.WriteString("lastContent", Shorten(thread.LastMessage?.Content ?? ""));
                json.WriteBoolean("transfer", thread.PendingTransfer is not null);
                json.WriteString("transferNote", Shorten(thread.PendingTransfer?.Content ?? ""));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        private static string Shorten(string content) => content.Length <= 1000 ? content : content[..1000];
    }
}
