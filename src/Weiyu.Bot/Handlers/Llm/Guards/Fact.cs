namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>What kind of thing in a text can be checked.</summary>
internal enum FactKind
{
    /// <summary>A number as such, also one with a unit of measure. Value: the number, without separators and trailing zeros.</summary>
    Number,

    /// <summary>An amount of money. Value: the number; the currency is not compared.</summary>
    Money,

    /// <summary>A share. Value: the number before the percent sign; 8.5折 is 15 % less and stands as both.</summary>
    Percent,

    /// <summary>A discount in the Chinese way. Value: tenths of the price, 8.5.</summary>
    Discount,

    /// <summary>A day. Value: <c>yyyy-MM-dd</c>, or <c>-MM-dd</c> without a year.</summary>
    Date,

    /// <summary>A time of day. Value: minutes since midnight.</summary>
    Time,

    /// <summary>Digits in groups (telephone, account, parcel). Value: the digits.</summary>
    Digits,

    /// <summary>A web address. Value: host and path in lower case, without scheme and www.</summary>
    Url,

    /// <summary>An e-mail address, in lower case.</summary>
    Email,

    /// <summary>An account of a messenger, in lower case.</summary>
    Account,
}

/// <summary>Something in a text that can be checked.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Its normal form, by kind.</param>
/// <param name="Written">As it stands in the text.</param>
internal readonly record struct Fact(FactKind Kind, string Value, string Written)
{
    /// <summary>A number with a unit that is not money (7 天): it proves no price.</summary>
    public bool HasUnit { get; init; }

    /// <summary>The numbers that it consists of, where it can also be read apart (100-200 as two).</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];
}
