namespace Weiyu.Client.Rest;

/// <summary>One thing that can be asked of the server, and the path that it has in each generation.</summary>
/// <param name="Name">What it is called in health and in logs.</param>
/// <param name="Method">The same in all generations.</param>
/// <param name="Without">What does not work where the server does not answer it, as a clause for people.</param>
/// <param name="Permission">The authority that the account needs for it; null: none.</param>
/// <param name="Forms">Newest first: that is the order in which a server is asked that is not known yet.</param>
public sealed record ServerCall(string Name, HttpMethod Method, string Without, string? Permission, params IReadOnlyList<CallForm> Forms)
{
    /// <summary>Whether "there is none" (code 404, of older servers -1) is an ordinary answer, and says nothing of the server.</summary>
    public bool IsSearch { get; init; }

    /// <inheritdoc/>
    public bool Equals(ServerCall? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The path of a call in some generations.</summary>
/// <param name="Path">Relative to the address of the API.</param>
/// <param name="Since">The first generation that has it.</param>
/// <param name="Until">The last generation in which it means this.</param>
public sealed record CallForm(string Path, ServerGeneration Since = ServerGeneration.Y2024, ServerGeneration Until = ServerGeneration.Y2026);
