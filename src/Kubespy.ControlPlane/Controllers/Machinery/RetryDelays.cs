namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>How long a key waits that failed: ever twice as long (ItemExponentialFailureRateLimiter in client-go/util/workqueue).</summary>
public sealed record RetryDelays(TimeSpan First, TimeSpan Longest)
{
    /// <summary>What most controllers use.</summary>
    public static readonly RetryDelays Default = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(1000));

    /// <summary>What the Job controller uses (DefaultJobApiBackOff).</summary>
    public static readonly RetryDelays Jobs = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>After so many failures before this one.</summary>
    public TimeSpan After(int failures) =>
        failures >= 30 ? Longest : TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << failures));
}
