using Weiyu.Bot.Handlers.Llm.Prompting;
using Weiyu.Bot.Privacy;

namespace Weiyu.Bot.Handlers.Llm;

/// <summary>Builds what a model is told: persona, passages, tools and the conversation, with personal data masked.</summary>
internal sealed class PromptBuilder(PersonaSource personas, PersonalDataMask mask, HouseClock clock, ILogger<PromptBuilder> log)
{
    /// <summary>Builds it.</summary>
    public (Prompt Prompt, Persona Persona) Build(AnswerInput input)
    {
        var persona = personas.For(input.Locale);
        var prompt = Prompt.Build(input, persona, mask.NewSession(), clock.Now);
        foreach (var source in prompt.Tampered) LlmLog.Tampered(log, source);
        return (prompt, persona);
    }
}
