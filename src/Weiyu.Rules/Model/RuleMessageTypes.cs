namespace Weiyu.Rules.Model;

/// <summary>The types of messages of which the rules themselves make something; of all others they only know that they are there.</summary>
internal static class RuleMessageTypes
{
    /// <summary>Words.</summary>
    public const string Text = "TEXT";

    /// <summary>Options to pick from.</summary>
    public const string Choice = "CHOICE";

    /// <summary>A button.</summary>
    public const string Button = "BUTTON";

    /// <summary>A greeting with questions.</summary>
    public const string Welcome = "WELCOME";
}
