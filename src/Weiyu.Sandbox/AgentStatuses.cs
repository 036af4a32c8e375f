namespace Weiyu.Sandbox;

/// <summary>What an agent says about itself.</summary>
public static class AgentStatuses
{
    public const string Available = "AVAILABLE";
    public const string Away = "AWAY";
    public const string Rest = "REST";
    public const string Busy = "BUSY";
    public const string Offline = "OFFLINE";

    /// <summary>Whether the server takes this value.</summary>
    public static bool IsKnown(string? status) => status is Available or Away or Rest or Busy or Offline;
}
