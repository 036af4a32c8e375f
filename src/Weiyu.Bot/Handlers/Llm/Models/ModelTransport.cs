namespace Weiyu.Bot.Handlers.Llm.Models;

/// <summary>How requests get to a model: over the network, or, where guards are measured, to a stand-in of this process.</summary>
internal class ModelTransport
{
    /// <summary>A handler of its own for one model. A redirect would carry the conversation to an address that nobody configured: none is followed.</summary>
    /// <param name="options">Times.</param>
    public virtual HttpMessageHandler Create(LlmOptions options) =>
        new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = System.Net.DecompressionMethods.All, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = options.FirstTokenTimeout };
}
