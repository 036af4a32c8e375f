namespace Weiyu.Bot.Scheduling.Ledger;

/// <summary>How far a notice was planned.</summary>
/// <param name="Notice">Its id.</param>
/// <param name="Schedule">The schedule that it was planned by, as a key.</param>
/// <param name="Since">When this schedule was first seen: what lies before was never promised.</param>
/// <param name="PlannedTo">Up to when its occurrences stand in the ledger.</param>
internal sealed record NoticeCursor(string Notice, string Schedule, DateTimeOffset Since, DateTimeOffset PlannedTo);
