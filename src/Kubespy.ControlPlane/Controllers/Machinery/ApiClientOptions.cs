namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>A client's rate limit (client-go's QPS and burst) and the modelled round trip of one request.</summary>
public sealed record ApiClientOptions(double QueriesPerSecond, int Burst, TimeSpan Latency)
{
    /// <summary>No limit to speak of, one millisecond a request.</summary>
    public static readonly ApiClientOptions Unlimited = new(1_000_000, 1_000_000, TimeSpan.FromMilliseconds(1));

    /// <summary>The default of kube-controller-manager: 20 requests a second, 30 at once.</summary>
    public static readonly ApiClientOptions ControllerManager = new(20, 30, TimeSpan.FromMilliseconds(1));
}
