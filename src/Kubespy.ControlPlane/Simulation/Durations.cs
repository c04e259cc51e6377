namespace Kubespy.ControlPlane.Simulation;

/// <summary>Durations that objects state in seconds: any 64-bit number may stand there, a clock goes only so far.</summary>
internal static class Durations
{
    /// <summary>About a hundred years: nothing waits longer.</summary>
    private const long Most = 100L * 365 * 24 * 3600;

    /// <summary>So many seconds; at least none, and a hundred years at most.</summary>
    public static TimeSpan OfSeconds(long seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Most));
}
