using Weiyu.Rules.Model;

namespace Weiyu.Rules.Matching;

/// <summary>A rule that a message matches.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Why">What matched, in words.</param>
/// <param name="Coverage">How much of the message was asked for, from 0 to 1.</param>
internal readonly record struct RuleMatch(Rule Rule, string Why, double Coverage);

/// <summary>What <c>rules why</c> says of a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Matches">Whether it would answer if no rule before it did.</param>
/// <param name="Reason">What matched, or the first condition that fails.</param>
/// <param name="Nearness">From 0 (nothing fits) to 1 (matches): how near a miss it is.</param>
internal sealed record RuleVerdict(Rule Rule, bool Matches, string Reason, double Nearness);
