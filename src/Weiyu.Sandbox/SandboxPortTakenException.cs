namespace Weiyu.Sandbox;

/// <summary>An address that the sandbox was to listen on is in use (or may not be used).</summary>
public sealed class SandboxPortTakenException : Exception
{
    /// <summary>For serializers and their like.</summary>
    public SandboxPortTakenException()
    {
    }

    /// <summary>With a message.</summary>
    public SandboxPortTakenException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public SandboxPortTakenException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
