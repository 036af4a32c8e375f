namespace Weiyu.Client.Rest;

/// <summary>One page of a list, newest first.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="Number">Its number, from 0.</param>
/// <param name="IsLast">Whether no page follows.</param>
/// <param name="TotalElements">Of all pages.</param>
/// <param name="TotalPages">How many there are.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, int Number, bool IsLast, long TotalElements, int TotalPages);
