using Weiyu.Rules.Grammar;
using Weiyu.Rules.Model;
using Weiyu.Text.Matching;

namespace Weiyu.Rules.Loading;

/// <summary>Finds names of rules and tools that nothing has.</summary>
internal sealed class References(RuleBook book, IReadOnlySet<string> tools, List<RuleProblem> problems)
{
    /// <summary>What may stand in an <c>else</c> without being a rule.</summary>
    public const string Fallback = "fallback";

    private static readonly string[] HandoffElse = ["leave-message", "call-back", Fallback];

    private readonly HashSet<string> _tools = [.. tools, .. book.Tools.Select(t => t.Name)];

    /// <summary>Checks all rules and tests.</summary>
    public void Check()
    {
        foreach (var rule in book.Rules)
        {
            foreach (var step in rule.AllSteps) Check(step);
        }

        foreach (var test in book.Tests)
        {
            foreach (var step in test.Steps.OfType<BotStep>())
            {
                if (step.Expected.Rule is { } rule) RuleOf(rule, step.At);
            }

            foreach (var (name, _) in test.Mock)
            {
                if (!_tools.Contains(name)) Add(test.At, $"The test mocks the tool '{name}', which is not there.", Nearest.Advice(name, _tools));
            }
        }
    }

    private void Check(RuleStep step)
    {
        switch (step)
        {
            case GotoStep jump: RuleOf(jump.RuleId, jump.At); break;
            case CallStep call:
                if (!_tools.Contains(call.Tool)) Add(call.At, $"There is no tool '{call.Tool}'.", Nearest.Advice(call.Tool, _tools));
                if (call.Else is { } otherwise) RuleOf(otherwise, call.At, Fallback);
                break;
            case HandoffStep { Else.Length: > 0 } handoff: RuleOf(handoff.Else, handoff.At, HandoffElse); break;
            case AnswerStep answer:
                if (answer.Else.Length > 0) RuleOf(answer.Else, answer.At, Fallback);
                foreach (var tool in answer.Tools.Where(t => !_tools.Contains(t) && !MayBeElsewhere(t))) Add(answer.At, $"There is no tool '{tool}'.", Nearest.Advice(tool, _tools));
                break;
            case AskStep ask:
                foreach (var slot in ask.Slots)
                {
                    if (slot.Else is { } instead) RuleOf(instead, slot.At, Fallback);
                    foreach (var option in slot.Options) OptionOf(option);
                }

                break;
            case SendStep send:
                foreach (var option in send.Options) OptionOf(option);
                break;
        }
    }

    // Tools of MCP servers (server.tool) and of plugins in C# (plugin.function) are known only while the bot runs. A slip of the keys in one of ours is none of them.
    private bool MayBeElsewhere(string tool)
    {
        var dot = tool.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0) return false;
        return _tools.Any(t => t.StartsWith(tool[..(dot + 1)], StringComparison.Ordinal)) ? tool[dot..] == ".*" : Nearest.Of(tool, _tools) is null;
    }

    private void OptionOf(OfferedOption option)
    {
        if (option.Goto is { } to) RuleOf(to, option.Title.At);
    }

    private void RuleOf(string id, Position at, params ReadOnlySpan<string> others)
    {
        if (book.ById.ContainsKey(id) || others.Contains(id)) return;
        Add(at, $"There is no rule '{id}'.", Nearest.Advice(id, [.. book.ById.Keys, .. others]));
    }

    private void Add(Position at, string message, string cure) => problems.Add(new(at.File, at.Line, at.Column, ProblemSeverity.Error, "unknown-name", message, cure));
}
