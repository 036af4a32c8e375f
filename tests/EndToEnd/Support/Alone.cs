namespace Weiyu.EndToEnd.Support;

/// <summary>Tests that look at the process as a whole: nothing else runs beside them.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;
