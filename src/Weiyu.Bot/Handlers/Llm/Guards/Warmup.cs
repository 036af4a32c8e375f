using Weiyu.Bot.Handlers.Llm.Prompting;
using Weiyu.Bot.Privacy;

namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>Builds the guards' patterns before the first question does: that takes a second or two, once.</summary>
internal static class Warmup
{
    /// <summary>Sends an answer through all guards that nobody sees.</summary>
    public static void Run(LlmOptions options, GuardWords words)
    {
        foreach (var (locale, text) in ((string, string)[])[("zh", "售价 299 元，7 天内可退。"), ("en", "It costs $299; returns within 7 days.")])
        {
            var input = new AnswerInput { Question = text, Locale = locale };
            var prompt = Prompt.Build(input, Persona.Of(LlmTexts.Persona(locale)), new PersonalDataMask().NewSession(), DateTimeOffset.UnixEpoch);
            new ReplyGuard(options, words).Judge(text, new ReplyContext(prompt.Grounding, prompt.Leak, prompt.Texts(""), locale, Tampered: false, prompt.Passages.Count));
        }
    }
}
