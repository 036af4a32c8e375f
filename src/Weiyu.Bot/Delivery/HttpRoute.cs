using Weiyu.Client.Rest;

namespace Weiyu.Bot.Delivery;

/// <summary>Sends over REST: slower, and its answer is the proof.</summary>
internal sealed class HttpRoute(WeiyuRestClient rest) : IDeliveryRoute, IDisposable
{
    /// <summary>The most calls at once: a server in trouble is not hit by all conversations together.</summary>
    public const int MaxConcurrent = 16;

    private readonly SemaphoreSlim _gate = new(MaxConcurrent);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <inheritdoc/>
    public string Name => "http";

    /// <inheritdoc/>
    public bool CanTake(Wire.Message message) => true;

    /// <inheritdoc/>
    public async Task<DeliveryResult> SendAsync(Wire.Message message, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await rest.SendAsync(message, cancellationToken);
            return new DeliveryResult(DeliveryStatus.Confirmed);
        }
        catch (WeiyuApiException e)
        {
            return new DeliveryResult(DeliveryStatus.Refused, e.Message);
        }
        catch (WeiyuUnavailableException e)
        {
            return new DeliveryResult(e.MayHaveBeenProcessed ? DeliveryStatus.Unknown : DeliveryStatus.NotSent, e.Message);
        }
        catch (WeiyuLoginRefusedException e)
        {
            return new DeliveryResult(DeliveryStatus.NotSent, e.Message);
        }
        finally
        {
            _gate.Release();
        }
    }
}
