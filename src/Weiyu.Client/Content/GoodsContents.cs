using System.Text.Json.Nodes;
using Weiyu.Client.Messages;

namespace Weiyu.Client.Content;

/// <summary>Goods inside an order.</summary>
public sealed record OrderGoods : JsonPart
{
    public OrderGoods()
    {
    }

    internal OrderGoods(JsonObject json)
        : base(json)
    {
    }

    public string? Uid { get => Get("uid"); init => Set("uid", value); }

    public string? Title { get => Get("title", "name"); init => Set("title", value); }

    public string? Image { get => Get("image"); init => Set("image", value); }

    public string? Description { get => Get("description"); init => Set("description", value); }

    /// <summary>In the shop's currency, as written: a number today, text from older senders.</summary>
    public string? Price { get => Get("price"); init => SetAmount("price", value); }

    public string? Quantity { get => Get("quantity"); init => SetAmount("quantity", value); }

    public string? Url { get => Get("url"); init => Set("url", value); }
}

/// <summary>GOODS.</summary>
public sealed record GoodsContent : MessageContent
{
    public GoodsContent()
        : base(MessageTypes.Goods)
    {
    }

    internal GoodsContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    public string? Uid { get => Get("uid"); init => Set("uid", value); }

    public string? Title { get => Get("title", "name"); init => Set("title", value); }

    public string? Image { get => Get("image"); init => Set("image", value); }

    public string? Description { get => Get("description"); init => Set("description", value); }

    /// <summary>In the shop's currency, as written: a number today, text from older senders.</summary>
    public string? Price { get => Get("price"); init => SetAmount("price", value); }

    public string? Quantity { get => Get("quantity"); init => SetAmount("quantity", value); }

    public string? Url { get => Get("url"); init => Set("url", value); }

    public IReadOnlyList<string> Tags { get => GetTexts("tagList"); init => Set("tagList", value); }

    public override string PlainText(string locale = "zh") => Label(locale, "商品", "goods", Title, Price, Description);
}

/// <summary>ORDER.</summary>
public sealed record OrderContent : MessageContent
{
    public OrderContent()
        : base(MessageTypes.Order)
    {
    }

    internal OrderContent(string type, JsonObject json, string wire)
        : base(type, json, wire)
    {
    }

    /// <summary>The order's number.</summary>
    public string? Uid { get => Get("uid"); init => Set("uid", value); }

    public string? Time { get => Get("time"); init => Set("time", value); }

    public string? Status { get => Get("status"); init => Set("status", value); }

    public string? StatusText { get => Get("statusText"); init => Set("statusText", value); }

    /// <summary>One or many.</summary>
    public IReadOnlyList<OrderGoods> Goods
    {
        get => GetParts("goods", "title", static json => new OrderGoods(json));
        init => Set("goods", value);
    }

    /// <summary>In the shop's currency, as written: a number today, text from older senders.</summary>
    public string? TotalAmount { get => Get("totalAmount"); init => SetAmount("totalAmount", value); }

    /// <summary>Where it goes. Personal data: no part of <see cref="PlainText"/>.</summary>
    public ShippingAddress? ShippingAddress => GetObject("shippingAddress") is { } json ? new ShippingAddress((JsonObject)json.DeepClone()) : null;

    public string? PaymentMethod { get => Get("paymentMethod"); init => Set("paymentMethod", value); }

    public override string PlainText(string locale = "zh") =>
        Label(locale, "订单", "order", Uid, StatusText ?? Status, string.Join(", ", Goods.Select(g => g.Title)), TotalAmount);
}

/// <summary>Who gets an order, and where.</summary>
public sealed record ShippingAddress : JsonPart
{
    internal ShippingAddress(JsonObject json)
        : base(json)
    {
    }

    public string? Name => Get("name");

    public string? Phone => Get("phone");

    public string? Address => Get("address");
}
