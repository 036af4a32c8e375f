using System.Text;
using Weiyu.Bot.Commands;
using Weiyu.Rules.Intents;
using Xunit;

namespace Weiyu.Bot.Tests.Intents;

/// <summary>On the project's own Chinese set: 16 intents of a shop, 19 examples each; the sentences of the test are worded differently.</summary>
public sealed class IntentQualityTests
{
    private static string Data(string file) => Path.Combine(Root(), "tests", "Weiyu.Bot.Tests", "Intents", "Data", file);

    [Fact]
    public void The_chinese_shop_set_is_recognised_and_what_is_beside_it_rejected()
    {
        var model = IntentModel.Train(LabelledTexts.Read(Data("shop-zh.train.csv")), new IntentOptions(), TestContext.Current.CancellationToken);
        var evaluation = IntentEvaluation.Of(model, LabelledTexts.Read(Data("shop-zh.test.csv")), "oos");
        Assert.Equal((144, 70), (evaluation.InScope, evaluation.OutOfScope));
        Assert.InRange(evaluation.Accuracy, 0.80, 1);
        Assert.InRange(evaluation.PrecisionOfAnswered, 0.90, 1);
        Assert.InRange(evaluation.OutOfScopeRecall!.Value, 0.80, 1);
        Assert.InRange(evaluation.ConfidentWrongAnswers, 0, 0.05);
        Assert.InRange(evaluation.MacroF1, 0.80, 1);
    }

    [Fact]
    public async Task The_commands_measure_and_classify()
    {
        string[] train = ["--train", Data("shop-zh.train.csv")];
        var token = TestContext.Current.CancellationToken;
        Assert.Equal(0, await IntentsCommand.Create().Parse(["eval", .. train, "--test", Data("shop-zh.test.csv"), "--json"]).InvokeAsync(cancellationToken: token));
        Assert.Equal(0, await IntentsCommand.Create().Parse(["eval", .. train, "--test", Data("shop-zh.test.csv")]).InvokeAsync(cancellationToken: token));
        Assert.Equal(0, await IntentsCommand.Create().Parse(["classify", "我要退款", .. train]).InvokeAsync(cancellationToken: token));
        Assert.Equal(1, await IntentsCommand.Create().Parse(["classify", "讲个笑话听听", .. train, "--json"]).InvokeAsync(cancellationToken: token));
        Assert.Equal(2, await IntentsCommand.Create().Parse(["classify", "x", "--train", "no-such-file.csv"]).InvokeAsync(cancellationToken: token));
    }

    [Fact]
    public void Quoted_fields_other_column_orders_and_a_byte_order_mark_are_read()
    {
        var rows = Read("\uFEFFcategory,id,text\na,1,\"one, \"\"two\"\"\nthree\"\n\nb,2,四\n");
        Assert.Equal([("a", "one, \"two\"\nthree"), ("b", "四")], rows);
    }

    [Fact]
    public void A_file_without_the_columns_is_refused_by_name() =>
        Assert.Contains("expected text and label", Assert.Throws<InvalidDataException>(() => Read("a,b\n1,2\n")).Message, StringComparison.Ordinal);

    private static List<(string Label, string Text)> Read(string csv)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        return LabelledTexts.Read(stream, "test.csv");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Weiyu.Bot.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
