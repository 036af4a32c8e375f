using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Options;
using Weiyu.Bot.Storage;

namespace Weiyu.Bot.Handlers.Llm.Models;

/// <summary>
/// The tokens of the day. They are counted in the store where there is one, so that a restart and other instances see them, and in memory
/// otherwise. The count begins anew at midnight of the server's time zone. A call reserves what it may cost before it is made.
/// </summary>
internal sealed class TokenBudget(IOptions<LlmOptions> options, HouseClock clock, ILogger<TokenBudget> log, Store? store = null)
{
    private const string Prefix = "llm.tokens.";

    private readonly Lock _lock = new();
    private string _day = "";
    private long _spent;
    private long _reserved;
    private long _unsaved;
    private bool _saving;

    /// <summary>The tokens that were spent today, as far as this process knows.</summary>
    public long Spent
    {
        get
        {
            lock (_lock)
            {
                Turn();
                return _spent;
            }
        }
    }

    /// <summary>Sets tokens aside; false when the day has not so many left.</summary>
    public bool TryReserve(int tokens)
    {
        lock (_lock)
        {
            Turn();
            if (options.Value.TokensPerDay > 0 && _spent + _reserved + tokens > options.Value.TokensPerDay) return false;
            _reserved += tokens;
            return true;
        }
    }

    /// <summary>Books what a call really cost.</summary>
    /// <param name="reserved">What was set aside for it.</param>
    /// <param name="spent">What it cost.</param>
    public void Settle(int reserved, int spent)
    {
        lock (_lock)
        {
            Turn();
            _reserved -= reserved;
            _spent += spent;
            _unsaved += spent;
            if (_saving || store is null || _unsaved == 0) return;
            _saving = true;
        }

        _ = SaveAsync();
    }

    private async Task SaveAsync()
    {
        while (true)
        {
            string day;
            long amount;
            lock (_lock)
            {
                (day, amount) = (_day, _unsaved);
                _unsaved = 0;
                if (amount == 0)
                {
                    _saving = false;
                    return;
                }
            }

            try
            {
                var total = await store!.WriteAsync(session => Add(session, day, amount));
                lock (_lock)
                {
                    // Other instances spend from the same day.
                    if (day == _day) _spent = total + _unsaved;
                }
            }
            catch (Exception e)
            {
                LlmLog.BudgetNotStored(log, e.Message);
                lock (_lock) _saving = false;
                return;
            }
        }
    }

    private static long Add(StoreSession session, string day, long amount)
    {
        session.Execute("DELETE FROM meta WHERE key LIKE @0 AND key <> @1", Prefix + "%", Prefix + day);
        session.Execute(
            "INSERT INTO meta (key, value) VALUES (@0, @1) ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(meta.value AS BIGINT) + CAST(excluded.value AS BIGINT) AS TEXT)",
            Prefix + day,
            amount.ToString(CultureInfo.InvariantCulture));
        return Read(session, day);
    }

    private static long Read(StoreSession session, string day) =>
        session.Scalar("SELECT value FROM meta WHERE key = @0", Prefix + day) is string value && long.TryParse(value, CultureInfo.InvariantCulture, out var spent) ? spent : 0;

    /// <summary>Begins a new day, with what the store knows of it.</summary>
    private void Turn()
    {
        var today = clock.ServerDay;
        if (today == _day) return;
        (_day, _spent, _unsaved) = (today, 0, 0);
        try
        {
            if (store is not null) _spent = store.Read(session => Read(session, today));
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            LlmLog.BudgetNotStored(log, e.Message);
        }
    }
}
