using Weiyu.Rules.Model;

namespace Weiyu.Rules.Matching;

/// <summary>The search of a book.</summary>
internal static class BookMatcher
{
    extension(RuleBook book)
    {
        /// <summary>Finds the rule for a message; built at the first use.</summary>
        public RuleMatcher Matcher => book.Derived(static b => new RuleMatcher(b));
    }
}
