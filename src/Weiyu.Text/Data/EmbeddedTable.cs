namespace Weiyu.Text.Data;

/// <summary>Reads the tables that are embedded in the assembly; the project's README says where they come from.</summary>
internal static class EmbeddedTable
{
    /// <summary>The lines of a table without its comments.</summary>
    /// <param name="name">The file's name.</param>
    /// <exception cref="InvalidOperationException">There is no such table: the assembly was built wrong.</exception>
    public static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(EmbeddedTable).Assembly.GetManifestResourceStream("Weiyu.Text." + name)
            ?? throw new InvalidOperationException($"The program lacks its table {name}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#') yield return line;
        }
    }
}
