using System.Text;
using Weiyu.Text.Files;

namespace Weiyu.Text.Tests.Files;

public sealed class PlainTextTests
{
    private readonly List<FileProblem> _problems = [];

    [Fact]
    public void Utf8_with_or_without_its_mark_is_read_without_a_word()
    {
        Assert.Equal("退款", PlainText.Decode(Encoding.UTF8.GetBytes("退款"), "a.md", _problems));
        Assert.Equal("退款", PlainText.Decode([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("退款")], "a.md", _problems));
        Assert.Equal("退款", PlainText.Decode([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("退款")], "a.md", _problems));
        Assert.Equal("退款", PlainText.Decode([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("退款")], "a.md", _problems));
        Assert.Empty(_problems);
    }

    [Fact]
    public void What_Excel_writes_in_China_is_read_with_a_warning()
    {
        // 退款 in GB18030.
        Assert.Equal("退款", PlainText.Decode([0xCD, 0xCB, 0xBF, 0xEE], "a.csv", _problems));
        Assert.Equal((ProblemSeverity.Warning, "not-utf8"), (Assert.Single(_problems).Severity, _problems[0].Code));
    }

    [Theory]
    [InlineData(new byte[] { 0x89, 0x50, 0x00, 0x47 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF })]
    public void What_is_no_text_is_refused(byte[] bytes)
    {
        Assert.Null(PlainText.Decode(bytes, "a.png", _problems));
        Assert.StartsWith("a.png:0:0: error not-text: ", Assert.Single(_problems).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\nc;d;e", ',')]
    [InlineData("a;b,c;d", ';')]
    
    [InlineData("a\tb\tc,d", '\t')]
    [InlineData("", ',')]
    public void A_table_is_separated_by_what_its_first_line_has_most_of(string text, char separator) => Assert.Equal(separator, PlainText.SeparatorOf(text));
}
