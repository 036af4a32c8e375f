namespace Weiyu.Bot.Handlers.Llm.Guards;

/// <summary>What kind of thing in a text can be checked.</summary>
internal enum FactKind
{
    /// <summary>A number as such, also one with a unit of measure. Value: the number, without separators and trailing zeros.</summary>
    Number,

    /// <summary>An amount of money. Value: the number; the currency is the fact's unit.</summary>
    Money,

    /// <summary>A share. Value: the number before the percent sign; 8.5折 is 15 % less and stands as both.</summary>
    Percent,

    /// <summary>A discount in the Chinese way. Value: tenths of the price, 8.5.</summary>
    Discount,

    /// <summary>That something costs nothing. Value: 0.</summary>
    Free,

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

    /// <summary>An account of a messenger or of a payment service, in lower case.</summary>
    Account,

    /// <summary>Somebody's name with a title (王经理). Value: as written.</summary>
    Person,
}

/// <summary>Something in a text that can be checked.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Its normal form, by kind.</param>
/// <param name="Written">As it stands in the text.</param>
internal readonly record struct Fact(FactKind Kind, string Value, string Written)
{
    /// <summary>Of money the currency (<c>CNY</c>), of a number what it counts in (<c>day</c>, <c>person</c>); empty where it does not say.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The numbers that it consists of, where it can also be read apart (100-200 as two).</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>Where it begins in the folded text.</summary>
    public int At { get; init; }

    /// <summary>Whether it names what is paid, or a share of it.</summary>
    public bool IsOfMoney => Kind is FactKind.Money or FactKind.Percent or FactKind.Discount or FactKind.Free;

    /// <summary>Whether it says where to go, to write, to pay.</summary>
    public bool IsPlace => Kind is FactKind.Url or FactKind.Email or FactKind.Account;
}
