using System.Text;
using Weiyu.Text.Languages;

namespace Weiyu.Knowledge.Reading;

/// <summary>Plain text: paragraphs separated by empty lines; <c>问：… 答：…</c> or <c>Q: … A: …</c> lines make questions and answers.</summary>
internal static class PlainTextReader
{
    private static readonly string[] QuestionMarks = ["问：", "问:", "Q：", "Q:", "q:"];
    private static readonly string[] AnswerMarks = ["答：", "答:", "A：", "A:", "a:"];

    /// <summary>Reads a file's text.</summary>
    public static void Read(string text, ReadContext context)
    {
        var locale = LocaleNames.OfPath(context.File) ?? LanguageDetector.ByScript(text);
        var title = Path.GetFileNameWithoutExtension(context.File.Split('/')[^1]);
        var paragraph = new StringBuilder();
        List<string> questions = [];
        StringBuilder? answer = null;
        int number = 0, line = 0, start = 1;
        foreach (var raw in text.Split('\n').Append(""))
        {
            line++;
            var content = raw.Trim();
            if (After(content, QuestionMarks) is { } question)
            {
                if (answer is not null) EndAnswer();
                EndParagraph();
                if (questions.Count == 0) start = line;
                questions.Add(question);
            }
            else if (questions.Count > 0 && answer is null && After(content, AnswerMarks) is { } said)
            {
                answer = new StringBuilder(said);
            }
            else if (content.Length == 0)
            {
                if (answer is not null) EndAnswer();
                EndParagraph();
            }
            else if (answer is not null)
            {
                answer.Append('\n').Append(content);
            }
            else
            {
                if (paragraph.Length == 0) start = line;
                else paragraph.Append('\n');
                paragraph.Append(content);
            }
        }

        if (questions.Count > 0) context.Warn(start, "no-answer", "A question has no answer.", "Write its answer in a line that begins with A: or 答：.");

        void EndParagraph()
        {
            foreach (var piece in Chunks.Of([[paragraph.ToString()]], context.Options.MaxPassageLength))
            {
                var anchor = context.Anchor($"p{++number}", "p");
                context.Add(new KnowledgeEntry
                {
                    Id = $"{context.File}#{anchor}", File = context.File, Anchor = anchor, Line = start, Headings = [title], Text = piece, Locale = locale,
                });
            }

            paragraph.Clear();
        }

        void EndAnswer()
        {
            var anchor = context.Anchor(questions[0], $"q{start}");
            context.Add(new KnowledgeEntry
            {
                Id = $"{context.File}#{anchor}", File = context.File, Anchor = anchor, Line = start,
                Questions = questions, Answer = answer!.ToString().Trim(), Locale = locale,
            });
            (questions, answer) = ([], null);
        }
    }

    private static string? After(string line, string[] marks) =>
        marks.FirstOrDefault(m => line.StartsWith(m, StringComparison.Ordinal)) is { } mark ? line[mark.Length..].Trim() : null;
}
