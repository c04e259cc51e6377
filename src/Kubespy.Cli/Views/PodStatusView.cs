using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Views;

/// <summary>A Pod's state in a few words: the word that kubectl has for it first, then what goes with it. Pure.</summary>
internal static class PodStatusView
{
    /// <summary>It is available when it has been Ready for <paramref name="minReadySeconds"/>.</summary>
    public static string Of(PodState pod, DateTimeOffset now, long minReadySeconds)
    {
        if (pod.IsTerminating)
        {
            var left = (long)Math.Ceiling((pod.DeletionTimestamp!.Value - now).TotalSeconds);
            return left > 0 ? string.Create(CultureInfo.InvariantCulture, $"Terminating, {left}s grace left") : "Terminating, its grace is over";
        }

        List<string> parts = [pod.Word];
        if (pod.PullAttempts > 0 && pod.Word.Contains("ImagePull", StringComparison.Ordinal))
        {
            parts.Add(Count(pod.PullAttempts, "attempt"));
        }

        // How a Ready Pod ended before matters less than that it did.
        var note = pod.Note.Length > 0 ? pod.Note : null;
        if (!pod.IsReady && note is not null)
        {
            parts.Add(note);
        }

        if (pod.Restarts > 0)
        {
            parts.Add(Count(pod.Restarts, "restart"));
        }

        if (pod.IsReady && note is not null)
        {
            parts.Add(note);
        }

        if (pod.RestartsAt is { } at && at > now)
        {
            parts.Add($"back-off {HumanDuration.Format(at - now)}");
        }

        if (minReadySeconds > 0 && pod.ReadySince is { } since && since.AddSeconds(minReadySeconds) is var available && available > now)
        {
            parts.Add($"available in {HumanDuration.Format(available - now + TimeSpan.FromSeconds(1))}");
        }

        return string.Join(", ", parts);
    }

    /// <summary>Why, in Kubernetes' own sentence; empty where the words above say it all.</summary>
    public static string Why(PodState pod) => pod.Health is Health.Ready or Health.Leaving ? "" : pod.ProbeFailure.Length > 0 ? pod.ProbeFailure : pod.Detail;

    private static string Count(long number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
