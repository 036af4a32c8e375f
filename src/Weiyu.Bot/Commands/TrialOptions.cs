using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Weiyu.Bot.Simulation;
using Weiyu.Rules.Forms;
using Weiyu.Rules.Model;
using Weiyu.Text.Dates;
using Weiyu.Text.Languages;

namespace Weiyu.Bot.Commands;

/// <summary>In what situation rules are tried: when, with whom, in which language, within which form.</summary>
internal sealed class TrialOptions
{
    private readonly Option<string?> _at = new("--at") { Description = "When it is: \"2026-10-03 22:00\" by the calendar's clock, or with an offset" };
    private readonly Option<string[]> _visitor = new("--visitor") { Description = "The visitor's name, or fields of them: level=gold; several times", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string?> _locale = new("--locale") { Description = "The visitor's language: zh, en" };
    private readonly Option<string?> _image = new("--image") { Description = "A picture that the visitor sends first: its URL" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_at);
        command.Add(_visitor);
        command.Add(_locale);
        command.Add(_image);
    }

    /// <summary>What was said of them.</summary>
    public Trial Read(ParseResult parse) => new(parse.GetValue(_at), parse.GetValue(_visitor) ?? [], parse.GetValue(_locale), parse.GetValue(_image));
}

/// <summary>A situation in which rules are tried.</summary>
/// <param name="At">When; null: now.</param>
/// <param name="Visitor">Their name, or fields (<c>name=value</c>).</param>
/// <param name="Locale">Their language; null: not known yet.</param>
/// <param name="Image">A picture that they send first; null: none.</param>
internal sealed record Trial(string? At, IReadOnlyList<string> Visitor, string? Locale, string? Image)
{
    private static readonly string[] Wall = ["yyyy-M-d H:mm", "yyyy-M-d'T'H:mm", "yyyy-M-d"];

    /// <summary>The form in which the visitor is, as <c>RULE</c> or <c>RULE.QUESTION</c>; null: in none.</summary>
    public string? In { get; init; }

    /// <summary>What can't be understood; null: all can.</summary>
    public string? Mistake(RuleBook book) =>
        At is not null && Moment(book) is null ? $"'{At}' is no time: write \"2026-10-03 22:00\" or \"2026-10-03T22:00+08:00\"."
        : In is not null && Form(book, default) is null ? $"There is no form '{In}': write the id of a rule that asks something, or RULE.QUESTION."
        : null;

    /// <summary>When it is; null: it can't be understood.</summary>
    public DateTimeOffset? Moment(RuleBook book)
    {
        if (At is null) return TimeProvider.System.GetUtcNow();
        if (DateTime.TryParseExact(At, Wall, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall)) return WallClock.ToMoment(wall, book.Calendar.Zone);
        return DateTimeOffset.TryParse(At, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : null;
    }

    /// <summary>The form of <see cref="In"/>, with its question waiting; null: there is none.</summary>
    public FormState? Form(RuleBook book, DateTimeOffset now)
    {
        if (In is null) return null;
        var dot = In.LastIndexOf('.');
        foreach (var (id, question) in dot > 0 ? [(In, null), (In[..dot], In[(dot + 1)..])] : new (string, string?)[] { (In, null) })
        {
            if (!book.ById.TryGetValue(id, out var rule)) continue;
            for (var step = 0; step < rule.Steps.Count; step++)
            {
                if (rule.Steps[step] is AskStep ask && ask.Slots.FirstOrDefault(s => question is null || s.Name == question) is { } slot)
                    return new FormState(rule.Id, step) { Slot = slot.Name, Asked = 1, Since = now };
            }
        }

        return null;
    }

    /// <summary>Begins a conversation in this situation.</summary>
    public ConversationSimulator Begin(RuleBook book, IConfiguration configuration)
    {
        var now = Moment(book) ?? TimeProvider.System.GetUtcNow();
        var conversation = ConversationSimulator.Begin(book, configuration, now);
        if (Visitor.Count > 0)
        {
            var extra = new JsonObject();
            var name = "";
            foreach (var said in Visitor)
            {
                var equals = said.IndexOf('=', StringComparison.Ordinal);
                if (equals < 0) name = said;
                else if (said[..equals] is "nickname") name = said[(equals + 1)..];
                else extra[said[..equals]] = said[(equals + 1)..];
            }

            conversation.Change(thread =>
            {
                if (name.Length > 0) thread.User.Nickname = name;
                if (extra.Count > 0) thread.User.Extra = extra.ToJsonString();
            });
        }

        if (Locale is not null || In is not null)
        {
            conversation.Change((Core.ConversationState state) =>
            {
                if (Locale is not null) (state.Locale, state.LocaleFixed) = (LanguageCodes.ParseOrKeep(Locale), true);
                if (Form(book, now) is not { } form) return;
                FormState.Save(state, form);
                state.Openings = 1;
            });
        }

        return conversation;
    }
}
