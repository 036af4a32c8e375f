namespace Weiyu.Sandbox;

/// <summary>
/// Authorities of accounts, as far as calls are marked with them. Which ones the role of agents has by default is not known: in the sandbox it has
/// all of these.
/// </summary>
public static class SandboxAuthorities
{
    /// <summary>Agents may be looked up.</summary>
    public const string AgentRead = "AGENT_READ";

    /// <summary>An agent's status may be set, and an agent be logged out by force.</summary>
    public const string AgentUpdate = "AGENT_UPDATE";

    /// <summary>Questions and answers may be read.</summary>
    public const string FaqRead = "FAQ_READ";

    /// <summary>Knowledge bases may be read.</summary>
    public const string KbaseRead = "KBASE_READ";

    /// <summary>Articles may be read.</summary>
    public const string ArticleRead = "ARTICLE_READ";

    /// <summary>Tickets may be made.</summary>
    public const string TicketCreate = "TICKET_CREATE";

    /// <summary>What an agent's account may do unless told otherwise.</summary>
    public static IReadOnlyList<string> OfAgents { get; } = [AgentRead, AgentUpdate, FaqRead, KbaseRead, ArticleRead, TicketCreate];
}
