namespace Weiyu.Client.Messages;

/// <summary>The values of <c>Thread.state</c> (REST calls the same thing <c>status</c>).</summary>
public static class ThreadStates
{
    public const string New = "NEW";
    public const string Roboting = "ROBOTING";
    public const string Offline = "OFFLINE";
    public const string Queuing = "QUEUING";
    public const string Chatting = "CHATTING";
    public const string Timeout = "TIMEOUT";
    public const string Closed = "CLOSED";

    /// <summary>CHATTING in older servers.</summary>
    public const string Started = "STARTED";

    public static bool IsClosed(string state) => state is Closed or Timeout;

    public static bool IsChatting(string state) => state is Chatting or Started;
}
