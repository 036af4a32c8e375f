namespace Weiyu.Client.Messages;

/// <summary>The values of <c>User.type</c>.</summary>
public static class UserTypes
{
    public const string Agent = "AGENT";
    public const string Visitor = "VISITOR";
    public const string User = "USER";
    public const string Member = "MEMBER";
    public const string Robot = "ROBOT";
    public const string System = "SYSTEM";
    public const string Assistant = "ASSISTANT";
    public const string Channel = "CHANNEL";
    public const string Local = "LOCAL";
    public const string Monitor = "MONITOR";
    public const string Workgroup = "WORKGROUP";

    /// <summary>Nobody types these: the platform or another robot speaks.</summary>
    public static bool IsMachine(string type) => type is Robot or System or Assistant or Channel or Monitor or Workgroup;

    /// <summary>The organisation's own people.</summary>
    public static bool IsStaff(string type) => type is Agent or Member or Monitor;
}
