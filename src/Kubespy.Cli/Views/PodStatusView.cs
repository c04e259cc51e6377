using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Views;

/// <summary>A Pod's state in a few words: the word that kubectl has for it first, then what goes with it. Pure.</summary>
internal static class PodStatusView
{
    /// <summary>
    /// It is available when it has been Ready for <paramref name="minReadySeconds"/>. What does not fit into so many cells is left out,
    /// the least of it first.
    /// </summary>
    public static string Of(PodState pod, DateTimeOffset now, long minReadySeconds, int width)
    {
        var parts = Parts(pod, now, minReadySeconds).Where(p => p.Length > 0).ToList();
        while (parts.Count > 1 && parts.Sum(p => p.Length + 2) - 2 > width)
        {
            parts.RemoveAt(parts.Count - 1);
        }

        return string.Join(", ", parts);
    }

    private static string[] Parts(PodState pod, DateTimeOffset now, long minReadySeconds)
    {
        if (pod.IsTerminating)
        {
            var grace = (long)Math.Ceiling((pod.DeletionTimestamp!.Value - now).TotalSeconds);
            return ["Terminating", grace > 0 ? string.Create(CultureInfo.InvariantCulture, $"{grace}s grace left") : "its grace is over"];
        }

        var restarts = pod.Restarts > 0 ? Count(pod.Restarts, "restart") : "";
        if (pod.IsReady)
        {
            return [pod.Word, Available(pod, now, minReadySeconds), restarts, pod.Note];
        }

        var attempts = pod.PullAttempts > 0 && pod.Word.Contains("ImagePull", StringComparison.Ordinal) ? Count(pod.PullAttempts, "attempt") : "";
        var left = pod.RestartsAt is { } at && at > now ? HumanDuration.Format(at - now) : "";
        return pod.Word == "CrashLoopBackOff"
            ? [pod.Word, left.Length > 0 ? left + " left" : "", pod.Note, restarts]
            : [pod.Word, attempts, pod.Note, left.Length > 0 ? "back-off " + left : "", restarts];
    }

    private static string Available(PodState pod, DateTimeOffset now, long minReadySeconds) =>
        minReadySeconds > 0 && pod.ReadySince is { } since && since.AddSeconds(minReadySeconds) is var available && available > now
            ? $"available in {HumanDuration.Format(available - now + TimeSpan.FromSeconds(1))}"
            : "";

    /// <summary>Why, in Kubernetes' own sentence; empty where the words above say it all.</summary>
    public static string Why(PodState pod) => pod.Health is Health.Ready or Health.Leaving ? "" : pod.ProbeFailure.Length > 0 ? pod.ProbeFailure : pod.Detail;

    private static string Count(long number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
