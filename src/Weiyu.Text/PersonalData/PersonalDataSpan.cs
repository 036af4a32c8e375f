namespace Weiyu.Text.PersonalData;

/// <summary>The kinds of personal data that <see cref="PersonalDataScanner"/> knows by itself. Who masks may add kinds of its own.</summary>
public static class PersonalDataKinds
{
    /// <summary>A telephone number.</summary>
    public const string Phone = "phone";

    /// <summary>A Chinese resident identity card.</summary>
    public const string IdCard = "idcard";

    /// <summary>A bank or credit card.</summary>
    public const string BankCard = "card";

    /// <summary>An e-mail address.</summary>
    public const string Email = "email";

    /// <summary>A bracket of placeholders (⟦ or ⟧) that somebody wrote: it is no personal data, but is found too, so that nobody can forge a placeholder.</summary>
    public const string Text = "text";
}

/// <summary>Where in a text personal data stands.</summary>
/// <param name="Kind">See <see cref="PersonalDataKinds"/>.</param>
/// <param name="Start">From 0.</param>
/// <param name="Length">In UTF-16 units.</param>
public readonly record struct PersonalDataSpan(string Kind, int Start, int Length)
{
    /// <summary>The position after it.</summary>
    public int End => Start + Length;
}
