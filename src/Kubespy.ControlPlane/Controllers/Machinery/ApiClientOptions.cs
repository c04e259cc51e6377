namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>A client's rate limit (client-go's QPS and burst) and the modelled round trip of one request.</summary>
public sealed record ApiClientOptions(double QueriesPerSecond, int Burst, TimeSpan Latency)
{
    /// <summary>No limit to speak of, one millisecond a request.</summary>
    public static readonly ApiClientOptions Unlimited = new(1_000_000, 1_000_000, TimeSpan.FromMilliseconds(1));
}
