using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weiyu.Client.Messages;
using Weiyu.Client.Rest;
using Weiyu.Sandbox.Desk;
using Weiyu.Sandbox.Messaging;
using Weiyu.Sandbox.Rest.Answers;

namespace Weiyu.Sandbox.Web;

/// <summary>
/// What the visitor's page says: hello {uid, type, nickname}, send {uid, type, content}, react {uid, emoji}, leave.
/// What it hears: state {visitor, thread, agent, messages}, message {message}, thread {thread, agent}.
/// </summary>
internal sealed partial class VisitorSocket(Hub hub, ThreadDesk desk, Visitors visitors)
{
    private const int HistorySize = 200;

    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/visitor/socket", ServeAsync);

    [GeneratedRegex("^[A-Za-z0-9_-]{8,64}$")]
    private static partial Regex VisitorUid();

    private Task ServeAsync(HttpContext http)
    {
        Connection? connection = null;
        return PageSocket.RunAsync(
            http,
            page => body =>
            {
                if (body.Text("t") == "hello" && connection is null)
                {
                    connection = Open(page, body);
                }
                else
                {
                    connection?.Handle(body);
                }

                return Task.CompletedTask;
            },
            _ => connection?.Close());
    }

    private Connection Open(PageSocket page, Body body)
    {
        var uid = body.Text("uid") is { } given && VisitorUid().IsMatch(given) ? given : null;
        var type = body.Text("type") is ThreadTypes.Workgroup or ThreadTypes.Unified or ThreadTypes.Robot ? body.Text("type")! : ThreadTypes.Agent;
        var nickname = body.Text("nickname") is { Length: > 0 and <= 40 } name ? name : null;
        lock (hub.Gate)
        {
            var visitor = visitors.Get(uid, nickname);
            var known = visitor.HasThread ? visitor.Thread : null;
            var thread = known is { IsClosed: true } ? known : desk.Open(visitor, known?.Type ?? type, null, null);
            _open[visitor.Uid] = _open.GetValueOrDefault(visitor.Uid) + 1;
            visitor.Connect();
            return new Connection(this, hub, desk, page, visitor, thread);
        }
    }

    private void Leave(SandboxVisitor visitor)
    {
        // The visitor may have the page open twice.
        if ((_open[visitor.Uid] -= 1) == 0)
        {
            _open.Remove(visitor.Uid);
            visitor.Disconnect();
        }
    }

    private sealed class Connection
    {
        private readonly VisitorSocket _owner;
        private readonly Hub _hub;
        private readonly ThreadDesk _desk;
        private readonly PageSocket _page;
        private readonly SandboxVisitor _visitor;
        private readonly SandboxThread _thread;

        public Connection(VisitorSocket owner, Hub hub, ThreadDesk desk, PageSocket page, SandboxVisitor visitor, SandboxThread thread)
        {
            (_owner, _hub, _desk, _page, _visitor, _thread) = (owner, hub, desk, page, visitor, thread);
            visitor.Inbox.Arrived += Arrived;
            _hub.Changed += Changed;
            var history = _hub.Store.Of(thread.Topic, writtenOnly: false);
            page.Post("state", json =>
            {
                json.WriteString("visitor", visitor.Uid);
                json.WriteNumber("maxUpload", _hub.Options.MaxUpload);
                Thread(json);
                json.WriteStartArray("messages");
                foreach (var message in history.Skip(Math.Max(0, history.Count - HistorySize)))
                {
                    MessageShape.Older(json, message, SandboxHabits.Real);
                }

                json.WriteEndArray();
            });
        }

        public void Handle(Body body)
        {
            switch (body.Text("t"))
            {
                case "send" when body.Text("type") is { Length: > 0 and <= 40 } type && body.Text("content") is { } content:
                    _visitor.Send(type, content, _thread, body.Text("uid") is { } uid && VisitorUid().IsMatch(uid) ? uid : null);
                    break;
                case "react" when body.Text("uid") is { } target && body.Text("emoji") is { Length: > 0 and <= 16 } emoji:
                    React(target, emoji);
                    break;
                case "leave":
                    _desk.Close(_thread, Notes.Visitor);
                    break;
                default:
                    break;
            }
        }

        /// <summary>Only to what was said in this conversation, and where the server knows reactions.</summary>
        private void React(string messageUid, string emoji)
        {
            lock (_hub.Gate)
            {
                if (_hub.Habits.HasCallsOf2026 && _hub.Store.Find(messageUid)?.Thread?.Topic == _thread.Topic)
                {
                    _visitor.React(messageUid, emoji);
                }
            }
        }

        public void Close()
        {
            lock (_hub.Gate)
            {
                _visitor.Inbox.Arrived -= Arrived;
                _hub.Changed -= Changed;
                _owner.Leave(_visitor);
            }
        }

        private void Arrived(Wire.Message message)
        {
            if (message.Thread?.Topic == _thread.Topic)
            {
                _page.Post("message", json =>
                {
                    json.WritePropertyName("message");
                    MessageShape.Older(json, message, SandboxHabits.Real);
                });
            }
        }

        private void Changed(SandboxThread? thread)
        {
            if (thread is null || thread == _thread) _page.Post("thread", Thread);
        }

        private void Thread(Utf8JsonWriter json)
        {
            json.WriteStartObject("thread");
            json.WriteString("uid", _thread.Uid);
            json.WriteString("state", _thread.State);
            json.WriteString("type", _thread.Type);
            json.WriteEndObject();
            json.WriteStartObject("agent");
            json.WriteString("nickname", _thread.Agent?.Nickname ?? "");
            json.WriteString("avatar", _thread.Agent?.Avatar ?? "");
            json.WriteString("status", _thread.Agent?.AgentUid is { } agent ? _hub.Staff.StatusOf(agent) : AgentStatuses.Offline);
            json.WriteEndObject();
        }
    }
}
