using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Weiyu.Bot.Handlers.Llm.Guards;
using Weiyu.Bot.Handlers.Llm.Models;
using Weiyu.Bot.Handlers.Llm.Prompting;
using Weiyu.Bot.Handlers.Llm.Tools;
using Weiyu.Bot.Privacy;
using Weiyu.Knowledge;
using Weiyu.Text.Folding;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>Judges what a model said: whether it may be sent, what may be sent in its place, and how a wish for a human reads.</summary>
internal sealed class ReplyJudge(IOptions<LlmOptions> options, GuardWords words, PersonalDataMask mask, ILogger<ReplyJudge> log)
{
    private readonly ReplyGuard _guard = new(options.Value, words);

    /// <summary>Ends when the guards are ready, a second or two after the start.</summary>
    public Task Warm { get; } = options.Value.IsOn ? Task.Run(() => Warmup.Run(options.Value, words)) : Task.CompletedTask;

    /// <summary>Whether an answer that was kept may be sent again.</summary>
    public bool StillFits(string text, Prompt prompt) => _guard.Unfit(text, prompt.Leak, prompt.Texts("").Open) is null;

    /// <summary>Judges a reply.</summary>
    /// <param name="input">The question.</param>
    /// <param name="prompt">What the model was told.</param>
    /// <param name="runner">The tools that ran.</param>
    /// <param name="reply">What it said.</param>
    /// <param name="outcome">What is known of the outcome so far.</param>
    public AnswerOutcome Judge(AnswerInput input, Prompt prompt, ToolRunner runner, ModelReply reply, AnswerOutcome outcome)
    {
        var text = prompt.Mask.PutBack(reply.Text);
        if (log.IsEnabled(LogLevel.Trace))
        {
            var redacted = mask.Redact(text);
            LlmLog.Reply(log, redacted);
        }

        var done = string.Join('\n', input.Made.Concat(runner.Made).Select(m => m.Summary));
        var verdict = _guard.Judge(text, new ReplyContext(prompt.Grounding, prompt.Leak, prompt.Texts(done), input.Locale, prompt.Tampered.Count > 0, prompt.Passages.Count));
        if (verdict.Text is null)
        {
            return outcome with { Kind = AnswerKind.Rejected, Reason = verdict.Reason ?? "", Detail = verdict.Explain()[(verdict.Reason ?? "").Length..], Grounded = !verdict.Ungrounded };
        }

        var named = Citations.Read(reply.Text, prompt.Passages.Count).Select(i => prompt.Passages[i]).ToList();
        return outcome with
        {
            Kind = AnswerKind.Answered, Text = verdict.Text, Cut = reply.Cut, Grounded = true, Sources = named.Count > 0 ? named : (IReadOnlyList<Passage>)prompt.Passages,
            Proven = prompt.Grounding.Proven(verdict.Text),
        };
    }

    /// <summary>
    /// The best passage that may be sent instead of a reply: it speaks of what was asked, and the guards that would refuse it in a reply refuse it here.
    /// </summary>
    public Passage? Curated(Prompt prompt, string question)
    {
        var asked = Tokens.Of(DeepFolding.Fold(question));
        return prompt.Passages.OrderByDescending(p => p.Score).FirstOrDefault(p => p.Text.Length > 0 && Fits(asked, p) && _guard.Unfit(p.Answer ?? p.Text, null, "") is null);
    }

    /// <summary>Whether a passage has a word of the question, where both are in one language: another's are compared by meaning alone.</summary>
    private static bool Fits(HashSet<string> asked, Passage passage)
    {
        var told = Tokens.Of(DeepFolding.Fold($"{passage.Question} {passage.Title} {passage.Text}"));
        return asked.Count == 0 || asked.Overlaps(told) || asked.Any(t => Tokens.IsHan(t[0])) != told.Any(t => Tokens.IsHan(t[0]));
    }

    /// <summary>The model's reason, as a colleague and the record may read it: short, one line, without personal data.</summary>
    public string HandOverReason(FunctionCallContent call, Prompt prompt)
    {
        const int Longest = 160;
        var reason = call.Arguments?.TryGetValue("reason", out var value) == true ? value?.ToString() ?? "" : "";
        reason = Sanitizer.Data(prompt.Mask.PutBack(reason).ReplaceLineEndings(" "), Longest).Trim();
        return reason.Length == 0 || _guard.Unfit(reason, prompt.Leak, prompt.Texts("").Open) is not null ? "the model asks for a human" : mask.Redact(reason);
    }
}
