using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>FAQ, FAQ_QUESTION and FAQ_ANSWER.</summary>
public sealed record FaqContent : MessageContent
{
    public FaqContent()
        : base(MessageTypes.Faq)
    {
    }

    internal FaqContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? FaqUid { get => Get("faqUid", "uid"); init => Set("faqUid", value); }

    public string? Question { get => Get("faqQuestion", "question"); init => Set("faqQuestion", value); }

    public string? Answer { get => Get("faqAnswer", "answer"); init => Set("faqAnswer", value); }

    public override string PlainText(string locale = "zh") => Type switch
    {
        MessageTypes.FaqQuestion => Question ?? Answer ?? "",
        MessageTypes.FaqAnswer => Answer ?? Question ?? "",
        _ => Lines(Question, Answer),
    };
}

/// <summary>A question that a welcome offers.</summary>
public sealed record WelcomeFaq : JsonPart
{
    public WelcomeFaq()
    {
    }

    internal WelcomeFaq(JsonObject json)
        : base(json)
    {
    }

    public string? Uid { get => Get("uid"); init => Set("uid", value); }

    public string? Question { get => Get("question"); init => Set("question", value); }

    public string? Answer { get => Get("answer"); init => Set("answer", value); }

    public string? AnswerType { get => Get("type"); init => Set("type", value); }
}

/// <summary>WELCOME: plain text, or text with questions to pick from.</summary>
public sealed record WelcomeContent : MessageContent
{
    public WelcomeContent()
        : base(MessageTypes.Welcome)
    {
    }

    internal WelcomeContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Content { get => Get("content"); init => Set("content", value); }

    public IReadOnlyList<WelcomeFaq> Faqs
    {
        get => GetParts("faqs", "question", static json => new WelcomeFaq(json));
        init => Set("faqs", value);
    }

    /// <summary>The knowledge base that the questions are from.</summary>
    public string? KbUid { get => Get("kbUid"); init => Set("kbUid", value); }

    public override string PlainText(string locale = "zh") => Lines(Content, string.Join("\n", Faqs.Select(f => f.Question)));
}
