namespace Weiyu.Client.Messages;

/// <summary>The values of <c>Thread.type</c>. The server fails on a message whose thread type it does not know: never send one without.</summary>
public static class ThreadTypes
{
    public const string Agent = "AGENT";
    public const string Workgroup = "WORKGROUP";
    public const string Robot = "ROBOT";
    public const string Member = "MEMBER";
    public const string Group = "GROUP";
    public const string Feedback = "FEEDBACK";
    public const string Assistant = "ASSISTANT";
    public const string Channel = "CHANNEL";
    public const string Local = "LOCAL";
    public const string Friend = "FRIEND";
    public const string Ticket = "TICKET";
    public const string Kbase = "KBASE";
    public const string Kbdoc = "KBDOC";
    public const string Llm = "LLM";
    public const string Unified = "UNIFIED";
    public const string History = "HISTORY";
    public const string Workflow = "WORKFLOW";

    /// <summary>Whether the server knows this type.</summary>
    public static bool IsKnown(string type) => type is Agent or Workgroup or Robot or Member or Group or Feedback or Assistant or Channel or Local or Friend
        or Ticket or Kbase or Kbdoc or Llm or Unified or History or Workflow;

    /// <summary>The type of the threads that have a topic: what stands in when a message does not say it, or says what nobody knows. AGENT for a foreign topic.</summary>
    public static string OfTopic(string topic) => Topics.TryParse(topic, out var parts)
        ? parts.Kind switch
        {
            TopicKind.Workgroup => Workgroup,
            TopicKind.Unified => Unified,
            TopicKind.Robot => Robot,
            TopicKind.Group => Group,
            TopicKind.Member => Member,
            _ => Agent,
        }
        : Agent;

    /// <summary>AGENT, WORKGROUP or UNIFIED: a visitor talks to the organisation.</summary>
    public static bool IsCustomerService(string type) => type is Agent or Workgroup or Unified;

    /// <summary>AGENT or WORKGROUP: the official client speaks as the agent here, and as the user everywhere else.</summary>
    public static bool SpeaksAsAgent(string type) => type is Agent or Workgroup;
}
