using System.Collections.Frozen;

namespace Weiyu.Knowledge.Analysis;

/// <summary>Words that carry no question: politeness, pronouns, particles.</summary>
internal static class StopWords
{
    /// <summary>English words (unstemmed), apostrophes left out.</summary>
    public static readonly FrozenSet<string> English = Split("""
        a an the this that these those it its i im ive id ill me my mine we our ours us you your yours youre u ur he she they them their his her
        is are was were be been being am do does did doing done have has had having will would shall should can could may might must cant cannot couldnt
        dont doesnt didnt isnt arent wasnt wont wouldnt shouldnt not no if so then than and or but nor for of to in on at by with from as into about onto
        over per via there here what which who whom whose how why hi hello hey dear please pls plz thanks thank thx want wanna need needs like know tell
        let get gets got getting just also any some anything something someone anyone everything possible able really very too much many more most such
        ask asking question help okay ok yes yeah well now still yet again already ever go going gonna way s t d ll m re ve let's lets
        wondering wonder never nothing always maybe actually currently think say says said make makes made kindly would've happen happens happened
        """);

    /// <summary>English words that say little by themselves: they count, but less than a rare word.</summary>
    public static readonly FrozenSet<string> Light = Split("""
        use used using uses put take takes taking took keep keeps give gives given gave find found see show shows check checks come comes coming came send sends sent
        receive received work works working support supports supported accept accepts accepted offer offers provide add added adding start started begin stop
        stopped end try tried look looking turn open enable allow allowed handle happen set run call called bring brought choose pick select enter type typed
        item items product products thing things stuff goods article service services company people person someone everybody new old good bad best
        different same other another first last next every each week weeks month months year years day days today tomorrow yesterday
        time times much many long soon within after before during until while without also only all own right wrong way kind sort part
        list number information info details detail page website online app please help want buy bought purchased system place put back away down up out off
        one two three four five six seven eight nine ten several few lot lots bit little big small mine able available possible
        """);

    /// <summary>Chinese phrases that are cut out of a question before its characters are paired; the longest one wins.</summary>
    public static readonly FrozenSet<string> Phrases = Split("""
        请问 请教 你好 您好 你们 我们 他们 咱们 大家 我想 想问 问一下 问下 一下 我要 我的 你的 您的 您这 你这 想要 想知道 知道 告诉 告诉我 帮我 帮忙 麻烦 谢谢 多谢 能不能
        可不可以 可以 可否 能否 是否 是不是 有没有 会不会 要不要 行不行 怎么 怎么样 怎样 怎么办 咋 咋办 咋样 如何 什么 啥 哪些 哪个 哪种 为什么 为何 为啥 需要 应该 应当
        必须 这个 那个 这些 那些 这样 那样 这里 那里 这边 那边 一个 一些 一直 已经 现在 目前 还是 或者 以及 然后 如果 的话 因为 所以 但是 不过 就是 只是 其实 真的 比较 非常
        觉得 听说 关于 对于 进行 情况 东西 事情 问题 亲 客服 之后 以后 之前 时候 刚才 刚刚 昨天 今天 明天 上次 下 了吗 没有 还没 不了 不到 说明 介绍 具体 一点 有点 起来 一般 直接 大概 通常 显示 好几 突然 自己 随便 一起 一下子 老是 总是 经常 还能 还可以 还有 是什么 有什么 到哪 哪家 哪一 多少 几个 好不好
        请帮 现在还 怎么还 为什么还 别人 东西 操作 处理 解决 一张 一次 一本 一件 一份 一台 一家 一天 几本 几次 几张 几件 几份 两张 两件 两次
        喜欢 我们的 你们的 拿到 收到的 什么样
        到底 究竟 究竟是 有人 谁 没法 无法
        """);

    /// <summary>Chinese particles and pronouns: never part of a word that carries a question.</summary>
    public static readonly FrozenSet<string> Particles = Characters("的了吗呢吧啊呀嘛哦噢哈啦呗嗯我你您他她它咱这那");

    /// <summary>Chinese characters that count only inside a pair that the knowledge knows (会 in 会员).</summary>
    public static readonly FrozenSet<string> Weak = Characters("么喂们是在有会能要想都也还就和与或及把被给让对从到为之很太更最个些着过得地说看做弄搞请问多好没不用几可已别去来所以而且又再才里上下中后前");

    private static FrozenSet<string> Characters(string characters) => characters.Select(c => c.ToString()).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenSet<string> Split(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
