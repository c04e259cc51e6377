using System.Globalization;
using Kubespy.Core.Objects;

namespace Kubespy.Core.Tracing;

/// <summary>A Pod's state in phrases: the word that kubectl has for it first, then what goes with it, the least of it last. Pure.</summary>
public static class PodPhrases
{
    /// <summary>It is available when it has been Ready for <paramref name="minReadySeconds"/>.</summary>
    public static IEnumerable<string> Of(PodState pod, DateTimeOffset now, long minReadySeconds = 0) => All(pod, now, minReadySeconds).Where(p => p.Length > 0);

    private static string[] All(PodState pod, DateTimeOffset now, long minReadySeconds)
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

    private static string Count(long number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
