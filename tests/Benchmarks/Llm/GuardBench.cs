using System.Diagnostics;
using System.Globalization;
using Weiyu.Bot.Handlers.Llm;
using Weiyu.Bot.Handlers.Llm.Guards;
using Weiyu.Bot.Handlers.Llm.Prompting;
using Weiyu.Knowledge;
using Weiyu.Bot.Privacy;

namespace Weiyu.Benchmarks.Llm;

/// <summary>What the guards cost: masking, screening, building a prompt, judging a reply; and that the cost grows with the text and not faster.</summary>
internal static class GuardBench
{
    private const string Text = "您好，我的手机是13800138000，邮箱 li.si@example.cn，订单 2026112200 付了 1,299.00 元，12月1日前能到吗？退货政策是签收后7天内。";

    /// <summary>Runs it.</summary>
    public static int Run(TextWriter output)
    {
        Cold(output, "first mask", () => new PersonalDataMask().Redact(Text));
        Cold(output, "first screen", () => InjectionScreen.IsSuspicious(Text));
        Cold(output, "first facts", () => FactReader.Read(Text));
        Cold(output, "first plain text", () => PlainText.From(Text));
        Cold(output, "first claims", () => Claims.Unbacked(Text, new KnownDeeds("", "", "")) is null | Claims.IsMachineTalk(Text));
        var mask = new PersonalDataMask();
        var passages = Enumerable.Range(0, 5).Select(i => new Passage($"p{i}", "faq.md#x", "退货", string.Concat(Enumerable.Repeat("签收后7天内可以退货，售价 1,299.00 元，12月1日送达，电话 400-820-8820。", 10)))).ToList();
        var input = new AnswerInput { Question = Text, Locale = "zh", Passages = passages, CauseUid = "q" };
        var persona = Persona.Of(LlmTexts.Persona("zh"));
        var now = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.FromHours(8));
        var prompt = Prompt.Build(input, persona, mask.NewSession(), now);
        var context = new ReplyContext(prompt.Grounding, prompt.Leak, prompt.Texts(""), "zh", false, prompt.Passages.Count);
        var guard = new ReplyGuard(new LlmOptions(), new GuardWords());
        const string Reply = "您的订单 2026112200 共 1,299.00 元，预计12月1日送达；签收后7天内可以退货，也可以拨打 400-820-8820。";

        Show(output, "mask a message of 80 characters", Measure(() => mask.NewSession().Mask(Text)), 1);
        var one = Measure(() => mask.Redact(Repeat(10)));
        Show(output, "redact 800 characters", one, 1);
        Show(output, "redact 8,000 characters, as a multiple", Measure(() => mask.Redact(Repeat(100))), one);
        Show(output, "screen a question", Measure(() => InjectionScreen.IsSuspicious(Text)), 1);
        Show(output, "build a prompt with five passages", Measure(() => Prompt.Build(input, persona, mask.NewSession(), now)), 1);
        Show(output, "judge a reply", Measure(() => guard.Judge(Reply, context)), 1);
        return guard.Judge(Reply, context).Text is null ? 1 : 0;
    }

    private static void Cold<T>(TextWriter output, string what, Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        _ = work();
        Show(output, what, Stopwatch.GetElapsedTime(start).TotalMicroseconds, 1);
    }

    private static string Repeat(int times) => string.Concat(Enumerable.Repeat(Text, times));

    /// <summary>Microseconds a call: the best of five rounds.</summary>
    private static double Measure<T>(Func<T> work)
    {
        var best = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var start = Stopwatch.GetTimestamp();
            var calls = 0;
            while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(300))
            {
                _ = work();
                calls++;
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls);
        }

        return best;
    }

    private static void Show(TextWriter output, string what, double value, double unit) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-44} {value / unit,10:0.0} {(unit == 1 ? "µs" : "x")}"));
}
