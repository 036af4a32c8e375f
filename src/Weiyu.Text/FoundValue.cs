namespace Weiyu.Text;

/// <summary>A value that was found in a text.</summary>
/// <param name="Value">In its normal form; which that is says who found it.</param>
/// <param name="Start">Where it stands in the text that was searched, from 0.</param>
/// <param name="Length">How long it is there, in UTF-16 units.</param>
public readonly record struct FoundValue(string Value, int Start, int Length);
