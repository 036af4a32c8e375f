using System.Reflection;
using System.Text.RegularExpressions;
using CsCheck;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Privacy;
using Xunit;

namespace Weiyu.Bot.Tests.Llm;

/// <summary>
/// The guards' patterns run on the engine that never backtracks. On .NET 10 that engine overlooks some matches of patterns that may begin with optional
/// white space (<c>(x)?\s*[0-9]</c> does not see the number in "\n机价 299 元后 7 天"); here every pattern is held against the ordinary engine.
/// </summary>
public class EngineTests
{
    public static TheoryData<string> Patterns() => [.. All().Select(m => $"{m.DeclaringType!.Name}.{m.Name}")];

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Both_engines_find_the_same(string name)
    {
        var method = All().Single(m => $"{m.DeclaringType!.Name}.{m.Name}" == name);
        var pattern = (Regex)method.Invoke(null, null)!;
        Assert.True(pattern.Options.HasFlag(RegexOptions.NonBacktracking), "it must not backtrack");
        var twin = new Regex(pattern.ToString(), pattern.Options & ~(RegexOptions.NonBacktracking | RegexOptions.Compiled));
        Texts.Sample(text => Show(pattern, text) == Show(twin, text), iter: 1_000, threads: 1, print: t => t.Replace("\n", "\\n", StringComparison.Ordinal));
    }

    private static string Show(Regex regex, string text) => string.Join('|', regex.Matches(text).Select(m => $"{m.Index}+{m.Length}"));

    private static IEnumerable<MethodInfo> All() => typeof(AnswerModel).Assembly.GetTypes()
        .Where(t => t.Namespace is { } space && (space.StartsWith(typeof(AnswerModel).Namespace!, StringComparison.Ordinal) || space == typeof(PersonalDataMask).Namespace))
        .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(m => m.ReturnType == typeof(Regex) && m.GetParameters().Length == 0 && m.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is not null);

    private static readonly string[] Pieces =
    [
        "\n", "\n\n", " ", "  ", "耳机", "价 ", "299", "7", " 元", "天", "％", "%", "￥", "$", "1,299.00", "9:00", "下午", "点", "半", "12", "月", "日", "-", "2026-12-01", "Dec 1, 2026", "9 am", "3pm",
        "第一", "1.", "(2)", "一百", "两", "千", "折", "百分之", "ninety nine ", "days", "http://", "shop.example", "/a?b=c", "a@b.cn", "微信", ": abc_123", "[.]", "。", "！", "?", ";", "，", "<b>", "</b>", "<", ">",
        "<!--", "-->", "<br/>", "**", "*", "`", "```", "# ", "- ", "> ", "|", "---", "[x](", ")", "[p1]", "【p2,p3】", "<|im_start|>", "<think>", "</think>", "<|channel|>", "analysis", "<|message|>", "system", "系统",
        ":", "忽略", "以上", "所有", "规则", "指令", "ignore ", "all ", "previous ", "instructions", "输出", "系统提示词", "print ", "your ", "you are now ", "a ", "只回复", "tell ", "customers ", "price", "call ", "order.cancel",
        "调用", "工具", "已为您", "转接", "人工", "退款", "i have ", "refunded", "{\"name\":", "tool_call", "价格", "优惠", "卖", "AAAAAAAAAAAAAAAAAAAAAAAAAA", "BLUEWHALE-7", "内部代号", "<data", "</data", "###", "\t", "user", "&lt;",
    ];

    private static readonly Gen<string> Texts = Gen.Int[0, Pieces.Length - 1].Array[0, 14].Select(picks => string.Concat(picks.Select(i => Pieces[i])));
}
