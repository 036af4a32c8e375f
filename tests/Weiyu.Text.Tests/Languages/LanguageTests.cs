using CsCheck;
using Weiyu.Text.Folding;
using Weiyu.Text.Languages;

namespace Weiyu.Text.Tests.Languages;

public sealed class LanguageTests
{
    [Theory]
    [InlineData("我的订单到哪了", "zh")]
    [InlineData("我的iPhone屏幕碎了", "zh")]
    [InlineData("我要退款 https://shop.example/orders/12345?x=1", "zh")]
    [InlineData("Where is my order?", "en")]
    [InlineData("how do I pay with 支付宝 in your app", "en")]
    [InlineData("注文はどこですか", "ja")]
    [InlineData("주문이 어디에 있나요", "ko")]
    [InlineData("Где мой заказ", "ru")]
    [InlineData("أين طلبي", "ar")]
    [InlineData("สินค้าของฉันอยู่ที่ไหน", "th")]
    [InlineData("où est ma commande", "fr")]
    [InlineData("wo ist meine bestellung", "de")]
    [InlineData("dónde está mi pedido", "es")]
    public void A_sentence_shows_its_language_clearly(string text, string language) => Assert.Equal(new LanguageGuess(language, true), LanguageDetector.Detect(text));

    [Theory]
    [InlineData("ok")]
    [InlineData("OK!")]
    [InlineData("12345678901")]
    [InlineData("https://shop.example/how-do-i-return-my-order")]
    [InlineData("someone@shop.example")]
    [InlineData("AB-1234-XY")]
    [InlineData("iPhone 15 Pro Max")]
    [InlineData("好的")]
    [InlineData("谢谢！")]
    [InlineData("👍🏽")]
    [InlineData("thank you")]
    [InlineData("")]
    public void What_is_said_in_any_language_switches_none(string text) => Assert.False(LanguageDetector.Detect(text).IsClear);

    [Theory]
    [InlineData("English please", "en")]
    [InlineData("can you speak English?", "en")]
    [InlineData("Do you speak english", "en")]
    [InlineData("in Chinese, please", "zh")]
    [InlineData("说中文", "zh")]
    [InlineData("請用中文回覆", "zh")]
    [InlineData("请用英文回复", "en")]
    [InlineData("能说英语吗？", "en")]
    [InlineData("切换到日语", "ja")]
    [InlineData("日本語でお願いします", "ja")]
    [InlineData("한국어로", "ko")]
    [InlineData("中文", "zh")]
    [InlineData("不要英文", null)]
    [InlineData("I do not speak English", null)]
    [InlineData("有英文说明书吗", null)]
    [InlineData("my English teacher ordered it", null)]
    [InlineData("", null)]
    public void A_wish_for_a_language_is_understood(string text, string? language) => Assert.Equal(language, LanguageRequests.Read(text));

    [Theory]
    [InlineData("zh-CN", "zh")]
    [InlineData("en_US", "en")]
    [InlineData("cn", "zh")]
    [InlineData("", null)]
    [InlineData("<script>", null)]
    [InlineData(null, null)]
    public void Names_of_languages_come_to_their_codes(string? locale, string? code) => Assert.Equal(code, LanguageCodes.Parse(locale));

    [Fact]
    public void No_text_makes_it_throw() => Gen.Char.Array[0, 100].Sample(text =>
    {
        LanguageDetector.Detect(new string(text));
        LanguageRequests.Read(new string(text));
    });

    [Theory]
    [InlineData("中文", "zh")]
    [InlineData("zh_HK", "zh")]
    [InlineData("Deutsch!", "deutsch!")]
    public void A_name_that_is_no_code_may_stand_for_itself(string name, string code) => Assert.Equal(code, LanguageCodes.ParseOrKeep(name));

    [Theory]
    [InlineData("退货政策 Returns", "zh")]
    [InlineData("Returns within 7 days", "en")]
    [InlineData("返品についてのご案内", "ja")]
    [InlineData("サーバー", "ja")]
    [InlineData("반품 안내", "ko")]
    [InlineData("", "en")]
    public void A_document_has_a_language_by_its_script(string text, string language) => Assert.Equal(language, LanguageDetector.ByScript(text));

    [Theory]
    [InlineData('a', Script.Latin)]
    [InlineData('é', Script.Latin)]
    [InlineData('ế', Script.Latin)]
    [InlineData('退', Script.Han)]
    [InlineData('は', Script.Kana)]
    [InlineData('ー', Script.Kana)]
    [InlineData('ﾊ', Script.Kana)]
    [InlineData('가', Script.Hangul)]
    [InlineData('ж', Script.Cyrillic)]
    [InlineData('ω', Script.Greek)]
    [InlineData('א', Script.Hebrew)]
    [InlineData('ط', Script.Arabic)]
    [InlineData('ก', Script.Thai)]
    [InlineData('ह', Script.Devanagari)]
    [InlineData('7', Script.Other)]
    [InlineData('，', Script.Other)]
    [InlineData('・', Script.Other)]
    public void A_character_has_a_script(char c, Script script) => Assert.Equal(script, Scripts.Of(c));

    [Theory]
    [InlineData('退', true)]
    [InlineData('〇', true)]
    [InlineData('カ', true)]
    [InlineData('가', false)]
    [InlineData('a', false)]
    public void Chinese_and_Japanese_are_written_without_blanks_and_Korean_with_them(char c, bool unspaced) => Assert.Equal(unspaced, Scripts.IsUnspaced(c));
}
