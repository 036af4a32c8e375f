using Weiyu.Bot.Handlers.Rules.Forms;
using Weiyu.Bot.Handlers.Rules.Model;
using Weiyu.Bot.Handlers.Rules.Running;

namespace Weiyu.Bot.Tests.Rules;

/// <summary>What forms understand of the values that visitors write; days have a table of their own.</summary>
public sealed class SlotReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 10, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("Yes|No", "I don't know", null)]
    [InlineData("Yes|No", "not now", null)]
    [InlineData("Yes|No", "No, thanks", "No")]
    [InlineData("Yes|No", "yes please", "Yes")]
    [InlineData("满意|不满意", "我很不满意", "不满意")]
    [InlineData("满意|不满意", "很满意", "满意")]
    [InlineData("满意|不满意", "不太满意", null)]
    [InlineData("满意|一般", "特别满意", "满意")]
    [InlineData("满意|一般", "非常满意，没想到这么快", "满意")]
    [InlineData("满意|一般", "不满意", null)]
    [InlineData("满意|一般", "我不是很满意", null)]
    [InlineData("满意|一般", "沒有不滿意，很滿意", "满意")]
    [InlineData("红色|蓝色", "不要红色，要蓝色的", "蓝色")]
    [InlineData("红色|蓝色", "红色还是蓝色好呢", null)]
    [InlineData("红色|蓝色", "要藍色的，藍色好看", "蓝色")]
    [InlineData("红色|深红色", "深红色吧", "深红色")]
    [InlineData("red|dark red", "the dark red one", "dark red")]
    [InlineData("red|blue", "I am bored", null)]
    [InlineData("red|blue", "not red, blue", "blue")]
    [InlineData("red|blue", "I don't want red", null)]
    [InlineData("Café|Thé", "un cafe s'il vous plait", "Café")]
    [InlineData("顺丰快递|EMS", "用ems寄吧", "EMS")]
    [InlineData("红色|蓝色", "2", "蓝色")]
    public void An_option_counts_where_it_is_a_word_of_its_own_and_meant(string options, string said, string? expected) =>
        Assert.Equal(expected, Choose(options, said));

    [Theory]
    [InlineData("Yes|No", "can I order now", null)]
    [InlineData("Yes|No", "no idea how, but I want to order", null)]
    [InlineData("需要|不需要", "我需要退货", null)]
    [InlineData("红色|蓝色", "买一件红色的", "红色")]
    [InlineData("红色|蓝色", "2", null)]
    public void What_was_said_before_the_question_names_an_option_only_if_it_can_be_nothing_else(string options, string said, string? expected) =>
        Assert.Equal(expected, Choose(options, said, asked: false));

    [Fact]
    public void An_option_that_was_found_says_where_it_stands_in_the_message()
    {
        var said = VisitorText.Of("我要 ＲＥＤ 的，谢谢");
        var found = SlotReader.Find(Of(SlotType.Choice), said, Options("red|blue"), asked: true, Now);
        Assert.Equal("RED", said.Folded.Substring(found!.Value.Start, found.Value.Length).Trim());
    }

    private static string? Choose(string options, string said, bool asked = true) =>
        SlotReader.Find(Of(SlotType.Choice), VisitorText.Of(said), Options(options), asked, Now)?.Value;

    private static List<Option> Options(string names) => [.. names.Split('|').Select(n => new Option(n, null, null))];

    private static Slot Of(SlotType type) => new("value", default, LocalizedText.Of("?")) { Type = type };
}
