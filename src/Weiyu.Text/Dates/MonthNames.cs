namespace Weiyu.Text.Dates;

/// <summary>The English names of months, whole and short.</summary>
public static class MonthNames
{
    /// <summary>A regular expression's alternatives for one month, in small letters, without groups that capture.</summary>
    public const string Pattern =
        "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";

    private static readonly string[] Beginnings = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>The number of a month, from 1 to 12; 0 when the name is none. The first three letters tell, in capitals or not.</summary>
    public static int NumberOf(string name) => Array.FindIndex(Beginnings, m => name.StartsWith(m, StringComparison.OrdinalIgnoreCase)) + 1;
}
