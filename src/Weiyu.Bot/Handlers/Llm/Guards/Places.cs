using System.Text.RegularExpressions;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>
/// Where the house may send somebody. Trust in an address comes from <c>Llm:AllowedHosts</c> and from the rule files (persona and tools too), not from the passage
/// that names it; where neither names a host, addresses of the material are spoken of, but never as places to pay at.
/// </summary>
/// <param name="hosts">Trusted hosts; subdomains are trusted with them.</param>
/// <param name="declared">Accounts, addresses and numbers that the rule files name, as facts write them.</param>
internal sealed partial class Places(IReadOnlyCollection<string> hosts, IReadOnlyCollection<string> declared)
{
    private const int LongNumber = 7;
    private const int Near = 8;

    /// <summary>The first place that nobody declared, of those that facts of a folded text name; null when there is none.</summary>
    /// <param name="folded">The text.</param>
    /// <param name="facts">Its facts.</param>
    /// <param name="strict">Whether links to hosts that are not trusted count too; else only where to pay.</param>
    public Fact? Foreign(string folded, List<Fact> facts, bool strict)
    {
        var sentences = Clauses.Sentences(folded);
        foreach (var fact in facts)
        {
            if (IsDeclared(fact) || IsReadBack(fact, folded, sentences)) continue;
            if (fact.Kind is FactKind.Url or FactKind.Email && (strict || IsUnsafe(fact)) && (hosts.Count > 0 || IsUnsafe(fact))) return fact;
            if (!strict && hosts.Count == 0 && fact.Kind is FactKind.Url or FactKind.Email) continue;
            var span = Clauses.At(sentences, fact.At);
            var sentence = folded.Substring(span.Start, span.Length);
            var isNumber = fact.Kind == FactKind.Digits || (fact is { Kind: FactKind.Number, Unit.Length: 0 } && fact.Value.Length >= LongNumber);
            if (fact.IsPlace ? Pay().IsMatch(sentence) : isNumber && Account().IsMatch(sentence) && !Other().IsMatch(folded[Math.Max(0, fact.At - Near)..fact.At])) return fact;
        }

        return null;
    }

    /// <summary>The host of a normalised address.</summary>
    public static string Host(string address) => address.Split('/', '?', '#', ':')[0];

    /// <summary>Whether it is the visitor's own e-mail address, read back to them: that they gave it is for the grounding to prove, and it is no place to go to.</summary>
    private static bool IsReadBack(Fact fact, string folded, List<Span> sentences)
    {
        if (fact.Kind != FactKind.Email) return false;
        var span = Clauses.At(sentences, fact.At);
        var sentence = folded.Substring(span.Start, span.Length);
        return Left().IsMatch(sentence) && !Pay().IsMatch(sentence);
    }

    private bool IsDeclared(Fact fact)
    {
        if (declared.Contains(fact.Value)) return true;
        if (fact.Kind is not (FactKind.Url or FactKind.Email) || IsUnsafe(fact)) return false;
        var host = fact.Kind == FactKind.Email ? fact.Value[(fact.Value.IndexOf('@', StringComparison.Ordinal) + 1)..] : Host(fact.Value);
        return hosts.Any(h => host.Equals(h, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + h, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsUnsafe(Fact fact) =>
        fact.Kind == FactKind.Url && (fact.Value.Contains("://", StringComparison.Ordinal) || fact.Value.StartsWith("javascript:", StringComparison.Ordinal) || fact.Value.StartsWith("data:", StringComparison.Ordinal) || fact.Value.Contains('@', StringComparison.Ordinal));

    [GeneratedRegex("(您|你)(留下?|填写?|提供|登记|写|给)(的|了)|(您|你)的(邮箱|电子邮件|邮件地址)|your (e-?mail|address|contact)|you (left|gave|provided|wrote)", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Left();

    [GeneratedRegex("账号|账户|帐号|卡号|银行|收款|汇款|汇(到|给|至|入)|转账|转(到|给|至|入)|打款|打(到|入)|\\baccount\\b|iban|\\bwire\\b|transfer|remit", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Account();

    /// <summary>What stands right before numbers that are no accounts: those of orders and telephones.</summary>
    [GeneratedRegex("(订单号?|单号|流水号?|工单|电话|热线|拨打|致电|来电|手机号?|order( no\\.?| number)?|phone|call|hotline|tel)[ :.是为]*$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Other();

    [GeneratedRegex("付款|支付|付费|付(到|给|至|全款|定金|订金|房费|押金)|转账|转(到|给|至|入)|汇款|汇(到|给|至|入)|打款|打(到|入)|收款|充值|缴|交(到|至|押金|定金|费)|扫码|代付|红包|pay(ment|s|ing)?\\b|wire|transfer|deposit (it |the money )?(to|into)|send (the )?money|remit|top ?up|usdt|bitcoin|btc", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Pay();
}
