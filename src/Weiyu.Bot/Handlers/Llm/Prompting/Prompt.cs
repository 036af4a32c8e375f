using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.SemanticKernel.ChatCompletion;
using Weiyu.Bot.Core;
using Weiyu.Bot.Handlers.Llm.Guards;
using Weiyu.Bot.Privacy;
using Weiyu.Knowledge;

namespace Weiyu.Bot.Handlers.Llm.Prompting;

/// <summary>What is sent to the model for one question, and what its reply will be judged by.</summary>
internal sealed class Prompt
{
    private const int MaxTurns = 12;
    private const int MaxPassages = 8;
    private const int MaxPassageLength = 2_000;

    /// <summary>The most characters of a question that a model sees.</summary>
    public const int MaxQuestionLength = 2_000;

    private readonly StringBuilder _open = new();
    private readonly StringBuilder _house = new();
    private readonly StringBuilder _looked = new();
    private readonly StringBuilder _before = new();
    private readonly string _mark;

    private Prompt(Persona persona, AnswerInput input, MaskSession mask, DateTimeOffset now)
    {
        Mask = mask;
        var seed = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{input.CauseUid}\n{persona.Version}")));
        _mark = seed[..8];
        Canary = $"kx{seed[8..18]}";
        Instructions = PromptTexts.Instructions(persona.Text, Canary, input.Locale, now);
        Grounding = new Grounding(DateOnly.FromDateTime(now.DateTime));
        Leak = new LeakGuard(Instructions, Canary);
        History = new ChatHistory(Instructions);
    }

    /// <summary>The system message: persona and rules, no data.</summary>
    public string Instructions { get; }

    /// <summary>A word that stands nowhere else.</summary>
    public string Canary { get; }

    /// <summary>The messages.</summary>
    public ChatHistory History { get; }

    /// <summary>The placeholders of personal data.</summary>
    public MaskSession Mask { get; }

    /// <summary>Whether the visitor's words hold personal data: then the reply is nobody else's.</summary>
    public bool HoldsVisitorData { get; private set; }

    /// <summary>What the reply may rest on.</summary>
    public Grounding Grounding { get; }

    /// <summary>What the reply must not give away.</summary>
    public LeakGuard Leak { get; }

    /// <summary>The texts around the reply.</summary>
    /// <param name="done">What tools that change something did.</param>
    public ReplyTexts Texts(string done) => new(_open.ToString(), _house.ToString(), _looked.ToString(), _before.ToString(), done);

    /// <summary>Where sentences that give orders were found and left out: the passages' sources, <c>history</c>, a tool's name.</summary>
    public HashSet<string> Tampered { get; } = [];

    /// <summary>The passages that are in it, cleaned, in the order of their ids.</summary>
    public List<Passage> Passages { get; } = [];

    /// <summary>Builds the prompt.</summary>
    public static Prompt Build(AnswerInput input, Persona persona, MaskSession mask, DateTimeOffset now)
    {
        var prompt = new Prompt(persona, input, mask, now);
        prompt.AddRecent(input);
        prompt.AddQuestion(input);
        return prompt;
    }

    /// <summary>Wraps a tool's result as data, and counts it as evidence.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="result">What it gave, already free of orders.</param>
    public string ToolResult(string tool, string result)
    {
        Grounding.Looked(result);
        _open.Append('\n').Append(result);
        _house.Append('\n').Append(result);
        _looked.Append('\n').Append(result);
        return $"<data-{_mark} kind=\"tool\" name=\"{tool}\">\n{Mask.Mask(Sanitizer.Data(result, int.MaxValue))}\n</data-{_mark}>";
    }

    /// <summary>Says what is wrong with a reply that was not fit to be sent, so that the model can write another.</summary>
    /// <param name="refused">The reply as the model wrote it.</param>
    /// <param name="reason">What is wrong.</param>
    /// <param name="locale">The visitor's language.</param>
    public void TryAgain(string refused, string reason, string? locale)
    {
        History.AddAssistantMessage(refused);
        History.AddUserMessage(PromptTexts.Again(Mask.Mask(reason), locale));
    }

    private void AddRecent(AnswerInput input)
    {
        var opening = new StringBuilder();
        foreach (var turn in input.Recent.TakeLast(MaxTurns))
        {
            // Other robots are strangers too.
            var ours = turn.Role is "bot" or "agent";
            if (!ours && InjectionScreen.IsSuspicious(turn.Text))
            {
                Tampered.Add("history");
                continue;
            }

            var text = Mask.Mask(Sanitizer.Data(turn.Text, MaxQuestionLength));
            if (turn.Role == "agent") text = PromptTexts.Agent(text, input.Locale);
            Weigh(turn, ours, input);
            if (!ours) Append(AuthorRole.User, text);
            // Many templates want the visitor to begin: what was said before is told, not played.
            else if (History.Count == 1) opening.Append('\n').Append(text);
            else Append(AuthorRole.Assistant, text);
        }

        if (opening.Length > 0) History[0].Content = $"{Instructions}\n\n{PromptTexts.Opening(input.Locale)}{opening}";
    }

    /// <summary>Counts a turn as evidence.</summary>
    private void Weigh(RecentTurn turn, bool ours, AnswerInput input)
    {
        _open.Append('\n').Append(turn.Text);
        if (!ours)
        {
            Grounding.Heard(turn.Text);
            return;
        }

        _before.Append('\n').Append(turn.Text);
        if (turn.Role == "agent")
        {
            _house.Append('\n').Append(turn.Text);
            Grounding.Trust(turn.Text);
        }
        else
        {
            Grounding.Said(turn.Text, input.Proven);
        }
    }

    /// <summary>Adds a message; two of the same role in a row become one, since many templates want them to alternate.</summary>
    private void Append(AuthorRole role, string text)
    {
        if (History.Count > 1 && History[^1].Role == role) History[^1].Content = $"{History[^1].Content}\n{text}";
        else History.AddMessage(role, text);
    }

    private void AddQuestion(AnswerInput input)
    {
        var message = new StringBuilder();
        var asked = Mask.Mask(Sanitizer.Data(input.Question, MaxQuestionLength));
        HoldsVisitorData = Mask.HasPersonalData;
        foreach (var passage in input.Passages.Take(MaxPassages))
        {
            var title = InjectionScreen.IsSuspicious(passage.Title) ? "" : Sanitizer.Data(passage.Title, 120);
            var text = InjectionScreen.Clean(Whole(passage), out var removed);
            if (removed) Tampered.Add(passage.Source);
            Passages.Add(passage with { Title = title, Text = text, Answer = passage.Answer is null ? null : InjectionScreen.Clean(passage.Answer, out _) });
            Grounding.Trust($"{title}\n{text}");
            _open.Append('\n').Append(title).Append('\n').Append(text);
            _house.Append('\n').Append(title).Append('\n').Append(text);
            message.Append(CultureInfo.InvariantCulture, $"<data-{_mark} kind=\"passage\" id=\"{Citations.Id(Passages.Count - 1)}\">\n{Mask.Mask(title)}\n{Mask.Mask(Sanitizer.Data(text, MaxPassageLength))}\n</data-{_mark}>\n");
        }

        Grounding.Heard(input.Question);
        _open.Append('\n').Append(input.Question);
        message.Append(CultureInfo.InvariantCulture, $"<data-{_mark} kind=\"question\">\n{asked}\n</data-{_mark}>");
        Append(AuthorRole.User, message.ToString());
    }

    /// <summary>Question and answer of a curated passage together; running text as it is.</summary>
    private static string Whole(Passage passage)
    {
        var text = passage.Answer is { Length: > 0 } answer && !passage.Text.Contains(answer, StringComparison.Ordinal) ? $"{passage.Text}\n{answer}" : passage.Text;
        return passage.Question is { Length: > 0 } question && !text.Contains(question, StringComparison.Ordinal) ? $"{question}\n{text}" : text;
    }
}
