using System.Globalization;
using System.Runtime.InteropServices;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;
using Weiyu.Knowledge.Analysis;
using Term = Weiyu.Knowledge.Analysis.Term;

namespace Weiyu.Knowledge.Indexing;

/// <summary>A passage as a Lucene document and back.</summary>
internal static class PassageDocument
{
    /// <summary>Changes when documents look different: what was indexed before must be indexed again.</summary>
    public const string Version = "1";

    /// <summary>Indexed: the terms of questions and headings.</summary>
    public const string Asked = "q";

    /// <summary>Indexed: all terms.</summary>
    public const string All = "all";

    /// <summary>Indexed and stored: the id.</summary>
    public const string Id = "id";

    /// <summary>Indexed and stored: the file.</summary>
    public const string File = "file";

    /// <summary>Indexed: the file and every folder above it.</summary>
    public const string Folder = "folder";

    /// <summary>Indexed and stored: tags.</summary>
    public const string Tag = "tag";

    /// <summary>Indexed and stored where there is one: from when it holds, Unix seconds.</summary>
    public const string From = "from";

    /// <summary>Indexed and stored where there is one: until when it holds, Unix seconds, exclusive.</summary>
    public const string Until = "until";

    /// <summary>A binary value: the sorted term numbers of <see cref="Asked"/> and <see cref="All"/>, for comparison.</summary>
    public const string Numbers = "n";

    private const string Anchor = "anchor", Locale = "locale", Heading = "h", Question = "question", Text = "text", Answer = "answer", Line = "line";

    private static readonly FieldType Terms = MakeTerms();

    /// <summary>The document of an entry.</summary>
    public static Document Of(KnowledgeEntry entry, KnowledgeAnalyzer analyzer)
    {
        // Of the headings only the last one says what the passage is about; those above it are context, as its text is.
        var asked = Merge([.. entry.Questions.Concat(entry.Headings.TakeLast(1)).Select(t => analyzer.Analyze(t))]);
        var all = Merge([asked, .. entry.Headings.SkipLast(1).Select(t => analyzer.Analyze(t)), AnswerKinds.Of(entry.Answer ?? entry.Text), analyzer.Analyze(entry.Answer is null || entry.Headings.Count > 0 ? entry.Text : entry.Answer)]);
        var document = new Document
        {
            new StringField(Id, entry.Id, Field.Store.YES),
            new StringField(File, entry.File, Field.Store.YES),
            new StoredField(Anchor, entry.Anchor),
            new StoredField(Locale, entry.Locale),
            new StoredField(Line, entry.Line),
            new StoredField(Text, entry.Text),
            new Field(Asked, new TermStream(asked.Terms), Terms),
            new Field(All, new TermStream(all.Terms), Terms),
            new BinaryDocValuesField(Numbers, new BytesRef(Pack(asked.SortedHashes(), all.SortedHashes()))),
        };
        if (entry.Answer is not null) document.Add(new StoredField(Answer, entry.Answer));
        foreach (var heading in entry.Headings) document.Add(new StoredField(Heading, heading));
        foreach (var question in entry.Questions) document.Add(new StoredField(Question, question));
        foreach (var tag in entry.Tags) document.Add(new StringField(Tag, tag, Field.Store.YES));
        if (entry.From is { } from) document.Add(new Int64Field(From, from.ToUnixTimeSeconds(), Field.Store.YES));
        if (entry.Until is { } until) document.Add(new Int64Field(Until, until.ToUnixTimeSeconds(), Field.Store.YES));
        for (var end = entry.File.Length; end > 0; end = entry.File.LastIndexOf('/', end - 1)) document.Add(new StringField(Folder, entry.File[..end], Field.Store.NO));
        return document;
    }

    /// <summary>The entry of a stored document.</summary>
    public static KnowledgeEntry Entry(Document document) => new()
    {
        Id = document.Get(Id, CultureInfo.InvariantCulture),
        File = document.Get(File, CultureInfo.InvariantCulture),
        Anchor = document.Get(Anchor, CultureInfo.InvariantCulture),
        Line = document.GetField(Line)?.GetInt32Value() ?? 0,
        Headings = document.GetValues(Heading, CultureInfo.InvariantCulture),
        Questions = document.GetValues(Question, CultureInfo.InvariantCulture),
        Text = document.Get(Text, CultureInfo.InvariantCulture),
        Answer = document.Get(Answer, CultureInfo.InvariantCulture),
        Locale = document.Get(Locale, CultureInfo.InvariantCulture),
        Tags = document.GetValues(Tag, CultureInfo.InvariantCulture),
        From = Date(document, From),
        Until = Date(document, Until),
    };

    /// <summary>The two rows of sorted numbers of a <see cref="Numbers"/> value.</summary>
    public static void Unpack(BytesRef value, out ReadOnlySpan<int> asked, out ReadOnlySpan<int> all)
    {
        var numbers = MemoryMarshal.Cast<byte, int>(value.Bytes.AsSpan(value.Offset, value.Length));
        asked = numbers.Slice(1, numbers[0]);
        all = numbers[(1 + numbers[0])..];
    }

    private static byte[] Pack(int[] asked, int[] all)
    {
        int[] numbers = [asked.Length, .. asked, .. all];
        return MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();
    }

    private static AnalyzedText Merge(AnalyzedText[] texts) =>
        texts.Length == 1 ? texts[0] : new AnalyzedText([], [.. texts.SelectMany(t => t.Terms)]);

    private static DateTimeOffset? Date(Document document, string field) =>
        document.GetField(field)?.GetInt64Value() is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static FieldType MakeTerms()
    {
        var type = new FieldType(TextField.TYPE_NOT_STORED) { IndexOptions = IndexOptions.DOCS_AND_FREQS };
        type.Freeze();
        return type;
    }

    /// <summary>Terms that were found already, as Lucene wants them.</summary>
    private sealed class TermStream : TokenStream
    {
        private readonly IReadOnlyList<Term> _terms;
        private readonly ICharTermAttribute _text;
        private int _next;

        public TermStream(IReadOnlyList<Term> terms)
        {
            _terms = terms;
            _text = AddAttribute<ICharTermAttribute>();
        }

        public override bool IncrementToken()
        {
            if (_next >= _terms.Count) return false;
            ClearAttributes();
            _text.SetEmpty().Append(_terms[_next++].Text);
            return true;
        }

        public override void Reset()
        {
            base.Reset();
            _next = 0;
        }
    }
}
