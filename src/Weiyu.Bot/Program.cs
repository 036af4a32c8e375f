using System.CommandLine;
using Weiyu.Bot.Commands;

var root = new RootCommand("Weiyu.Bot: the first answer in Weiyu (微语): rules, knowledge, models, notices")
{
    RunCommand.Create(),
    SandboxCommand.Create(),
    ChatCommand.Create(),
    RulesCommand.Create(),
    IntentsCommand.Create(),
    GuardsCommand.Create(),
    KnowledgeCommand.Create(),
    ScheduleCommand.Create(),
    OutboxCommand.Create(),
    WhyCommand.Create(),
    DoctorCommand.Create(),
    HealthCommand.Create(),
};
root.TreatUnmatchedTokensAsErrors = false;
root.SetAction((parse, cancellationToken) => RunCommand.RunAsync(parse.UnmatchedTokens, cancellationToken));
return await CommandLine.InvokeAsync(root, args);
