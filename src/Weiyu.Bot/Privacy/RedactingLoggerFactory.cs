using System.Collections;

namespace Weiyu.Bot.Privacy;

/// <summary>Takes personal data out of every log line, its arguments and its exception before any provider sees them.</summary>
internal sealed class RedactingLoggerFactory(ILoggerFactory inner, PersonalDataMask mask) : ILoggerFactory
{
    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new RedactingLogger(inner.CreateLogger(categoryName), mask);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    private sealed class RedactingLogger(ILogger inner, PersonalDataMask mask) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            // Scopes of HTTP clients hold whole addresses.
            var text = state.ToString() ?? "";
            var redacted = mask.RedactEncoded(text);
            return redacted == text ? inner.BeginScope(state) : inner.BeginScope(redacted);
        }

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!inner.IsEnabled(logLevel)) return;
            var message = formatter(state, exception);
            var redacted = mask.RedactEncoded(message);
            var trouble = exception is null ? null : Redact(exception);
            if (ReferenceEquals(redacted, message) && ReferenceEquals(trouble, exception)) inner.Log(logLevel, eventId, state, exception, formatter);
            else inner.Log(logLevel, eventId, new Line(redacted, state as IReadOnlyList<KeyValuePair<string, object?>> ?? [], mask), trouble, static (line, _) => line.Message);
        }

        private Exception Redact(Exception exception)
        {
            var text = exception.ToString();
            var redacted = mask.RedactEncoded(text);
            return ReferenceEquals(redacted, text) ? exception : new RedactedException(redacted);
        }
    }

    /// <summary>A line whose text arguments are redacted too, for providers that keep them apart.</summary>
    private sealed class Line(string message, IReadOnlyList<KeyValuePair<string, object?>> state, PersonalDataMask mask) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public string Message => message;

        public int Count => state.Count;

        public KeyValuePair<string, object?> this[int index] => state[index] is { Value: { } value } pair and not { Value: int or long or double or bool }
            ? KeyValuePair.Create<string, object?>(pair.Key, mask.RedactEncoded(value.ToString() ?? ""))
            : state[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            for (var i = 0; i < Count; i++) yield return this[i];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => message;
    }

    /// <summary>Stands in for an exception whose text held personal data.</summary>
    private sealed class RedactedException(string text) : Exception("redacted")
    {
        public override string ToString() => text;
    }
}
