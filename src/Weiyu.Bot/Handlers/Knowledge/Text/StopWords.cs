using System.Collections.Frozen;

namespace Weiyu.Bot.Handlers.Knowledge.Text;

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
        wondering wonder think say says said make makes made kindly would've happen happens happened
        """);

    /// <summary>Chinese phrases that are cut out of a question before its characters are paired; the longest one wins.</summary>
    public static readonly FrozenSet<string> Phrases = Split("""
        请问 请教 你好 您好 你们 我们 他们 咱们 大家 我想 想问 问一下 问下 一下 我要 我的 你的 您的 您这 你这 想要 想知道 知道 告诉 告诉我 帮我 帮忙 麻烦 谢谢 多谢 能不能
        可不可以 可以 可否 能否 是否 是不是 有没有 会不会 要不要 行不行 怎么 怎么样 怎样 怎么办 咋 咋办 咋样 如何 什么 啥 哪些 哪个 哪种 为什么 为何 为啥 需要 应该 应当
        必须 这个 那个 这些 那些 这样 那样 这里 那里 这边 那边 一个 一些 一直 已经 现在 目前 还是 或者 以及 然后 如果 的话 因为 所以 但是 不过 就是 只是 其实 真的 比较 非常
        觉得 听说 关于 对于 进行 情况 东西 事情 问题 亲 客服 之后 以后 之前 时候 刚才 刚刚 昨天 今天 明天 上次 下 了吗 没有 还没 不了 不到 说明 介绍 具体 一点 有点 起来
        到底 究竟 究竟是 有人 谁 没法 无法
        """);

    /// <summary>Chinese particles and pronouns: never part of a word that carries a question.</summary>
    public static readonly FrozenSet<string> Particles = Characters("的了吗呢吧啊呀嘛哦噢哈啦呗嗯我你您他她它咱这那");

    /// <summary>Chinese characters that count only inside a pair that the knowledge knows (会 in 会员).</summary>
    public static readonly FrozenSet<string> Weak = Characters("么喂们是在有会能要想都也还就和与或及把被给让对从到为之很太更最个些着过得地说看做弄搞请问多好没不用去来所以而且又再才里上下中后前");

    private static FrozenSet<string> Characters(string characters) => characters.Select(c => c.ToString()).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenSet<string> Split(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
