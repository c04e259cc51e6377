using System.Globalization;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>
/// How long a kubelet and its runtime take, read off the recordings of a real one; what a Pod's annotations say comes first
/// (docs/pod-behaviour.md).
/// </summary>
public static class KubeletTiming
{
    public const string StartAnnotation = "kubespy.dev/start-seconds";
    public const string PullAnnotation = "kubespy.dev/pull-seconds";

    /// <summary>Until the first status write.</summary>
    public static readonly TimeSpan Sync = TimeSpan.FromMilliseconds(40);

    public static readonly TimeSpan Sandbox = TimeSpan.FromMilliseconds(550);
    public static readonly TimeSpan Create = TimeSpan.FromMilliseconds(60);
    public static readonly TimeSpan Start = TimeSpan.FromMilliseconds(140);
    public static readonly TimeSpan StatusLag = TimeSpan.FromMilliseconds(30);

    public static readonly TimeSpan Stop = TimeSpan.FromMilliseconds(230);

    /// <summary>Stopping takes more of the machine than starting does: eight at once take 2 s.</summary>
    public const double StopWeight = 1.3;

    /// <summary>Between two looks whether a write is through.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Between the last container's end and the Pod's removal: volumes and cgroups go first (0.1 to 0.9 s).</summary>
    public static readonly TimeSpan CleanUp = TimeSpan.FromMilliseconds(500);

    /// <summary>Between the end of the last container and the phase that says so: the sandbox goes first.</summary>
    public static readonly TimeSpan Finish = TimeSpan.FromMilliseconds(1130);

    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(520);

    private static readonly TimeSpan SecondLook = TimeSpan.FromMilliseconds(14_900);

    /// <summary>The period after which a sync that failed is tried again.</summary>
    private static readonly TimeSpan BackOffPeriod = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan MostResync = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan MaxBackOff = TimeSpan.FromMinutes(5);

    /// <summary>Between the end of a container that the kubelet has killed, or that did not come to run, and its noticing where nothing was started instead.</summary>
    public static readonly TimeSpan NoticeKilled = TimeSpan.FromMilliseconds(500);

    /// <summary>A container that ran so long starts with a fresh back-off.</summary>
    public static readonly TimeSpan BackOffReset = TimeSpan.FromMinutes(10);

    /// <summary>10 s, doubled with each failure, at most 5 minutes.</summary>
    public static TimeSpan BackOff(int failures) =>
        failures > 5 ? MaxBackOff : TimeSpan.FromSeconds(Math.Min(300, 10 << Math.Max(0, failures - 1)));

    /// <summary>
    /// When the kubelet looks again at a Pod that it has to wait for: a minute at most, up to half as much later, at its next tick.
    /// The real one draws; this one takes the middle.
    /// </summary>
    public static TimeSpan Resync(TimeSpan left) => ((left < MostResync ? left : MostResync) * 1.25) + TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// When a Pod whose container could not be started is looked at again: once its sandbox is seen, then after each failure's period. The
    /// first of these is as long as the one that was recorded (golden/real-kubelet/05).
    /// </summary>
    public static TimeSpan NextLook(int looks) => looks switch
    {
        0 => FirstLook,
        1 => SecondLook,
        _ => Resync(BackOffPeriod),
    };

    /// <summary>
    /// Between the end of a container that ran so long and the kubelet's noticing. It looks once a second; of a container that ends at once
    /// it tells at the second look (1.2 to 2.2 s).
    /// </summary>
    public static TimeSpan Notice(TimeSpan ran) => ran < TimeSpan.FromSeconds(1.25) ? TimeSpan.FromSeconds(1.5) - ran : TimeSpan.FromSeconds(0.25);

    public static TimeSpan StartOf(KubeObject pod) => Seconds(pod, StartAnnotation) ?? Start;

    public static TimeSpan PullOf(KubeObject pod) => Seconds(pod, PullAnnotation) ?? TimeSpan.Zero;

    private static TimeSpan? Seconds(KubeObject pod, string annotation) =>
        double.TryParse(pod.Annotation(annotation), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 86400
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
