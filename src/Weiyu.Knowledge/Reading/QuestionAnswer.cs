using Weiyu.Text.Languages;

namespace Weiyu.Knowledge.Reading;

/// <summary>A text and its language, if that is said.</summary>
internal readonly record struct LocalizedText(string? Locale, string Text);

/// <summary>A question with its variants and answers, as a list or table has it.</summary>
/// <param name="Id">Its name; null: made of the first question.</param>
/// <param name="Questions">The best wording first.</param>
/// <param name="Answers">One a language.</param>
/// <param name="Said">Language, tags, validity.</param>
/// <param name="Line">Where it stands.</param>
internal sealed record QuestionAnswer(string? Id, IReadOnlyList<LocalizedText> Questions, IReadOnlyList<LocalizedText> Answers, EntryDefaults Said, int Line)
{
    /// <summary>The most ways to ask for one answer.</summary>
    public const int MaxQuestions = 100;

    /// <summary>The most characters of a question.</summary>
    public const int MaxQuestionLength = 500;

    /// <summary>The most characters of an answer: what fits into one message of the wire even in Chinese, with room for the envelope.</summary>
    public const int MaxAnswerLength = 2500;

    /// <summary>Adds an entry for each language that has an answer; each can be found by the questions of all languages.</summary>
    public static void Add(ReadContext context, QuestionAnswer item)
    {
        if (item.Questions.Count == 0 || item.Answers.Count == 0)
        {
            context.Warn(item.Line, item.Questions.Count == 0 ? "no-question" : "no-answer",
                item.Questions.Count == 0 ? "An answer has no question; it is left out." : $"\"{ReadContext.Shorten(item.Questions[0].Text)}\" has no answer; it is left out.",
                "Give at least one question and one answer.");
            return;
        }

        if (item.Said.IsUnreadable) return;
        if (item.Questions.Count > MaxQuestions || item.Questions.Any(q => q.Text.Length > MaxQuestionLength))
        {
            context.Warn(item.Line, "question-too-long", $"More than {MaxQuestions} variants, or one longer than {MaxQuestionLength} characters: the rest is left out.", "Write short questions, as visitors ask them.");
        }

        var anchor = context.Anchor(item.Id ?? item.Questions[0].Text, $"row-{item.Line}");
        var several = item.Answers.Count > 1;
        foreach (var answer in item.Answers)
        {
            if (answer.Text.Length > MaxAnswerLength)
            {
                context.Warn(item.Line, "answer-too-long", $"An answer has {answer.Text.Length:N0} characters; the most is {MaxAnswerLength:N0}. It is left out.", "Say the most important, and link to the rest.");
                continue;
            }

            var locale = answer.Locale ?? item.Said.Locale ?? (several ? null : LocaleNames.OfPath(context.File)) ?? LanguageDetector.ByScript(answer.Text);
            // The answer's own language first: its first question is what a choice offers.
            var questions = item.Questions.OrderBy(q => (q.Locale ?? LanguageDetector.ByScript(q.Text)) == locale ? 0 : 1)
                .Select(q => q.Text).Where(q => q.Length <= MaxQuestionLength).Distinct(StringComparer.Ordinal).Take(MaxQuestions).ToList();
            if (questions.Count == 0) continue;
            context.Add(new KnowledgeEntry
            {
                Id = several ? $"{context.File}#{anchor}@{locale}" : $"{context.File}#{anchor}",
                File = context.File,
                Anchor = anchor,
                Line = item.Line,
                Questions = questions,
                Answer = answer.Text,
                Locale = locale,
                Tags = item.Said.Tags,
                From = item.Said.Start,
                Until = item.Said.End,
            });
        }
    }
}
