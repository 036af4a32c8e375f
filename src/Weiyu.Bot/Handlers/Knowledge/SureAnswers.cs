using Microsoft.Extensions.Options;
using Weiyu.Bot.Handlers.Knowledge.Answering;
using Weiyu.Bot.Pipeline;
using Weiyu.Knowledge;
using Weiyu.Knowledge.Answering;

namespace Weiyu.Bot.Handlers.Knowledge;

/// <summary>Looks whether knowledge is sure of a question, by the thresholds by which <see cref="KnowledgeHandler"/> answers.</summary>
internal sealed class SureAnswers(KnowledgeIndex index, IOptions<KnowledgeOptions> options) : ISureAnswers
{
    /// <inheritdoc/>
    public async ValueTask<bool> KnowsAsync(TurnContext turn, string folder, double? minScore, CancellationToken cancellationToken)
    {
        if (turn.Text.Length == 0) return false;
        var query = new KnowledgeQuery { Text = turn.Text, Locale = KnowledgeReplies.Locale(turn), Folder = folder, Top = 8, Now = turn.Now };
        return Verdict.Of(await index.SearchAsync(query, cancellationToken), options.Value, minScore).Kind == VerdictKind.Answer;
    }
}
