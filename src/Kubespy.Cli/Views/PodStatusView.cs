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
        var parts = PodPhrases.Of(pod, now, minReadySeconds).ToList();
        while (parts.Count > 1 && parts.Sum(p => p.Length + 2) - 2 > width)
        {
            parts.RemoveAt(parts.Count - 1);
        }

        return string.Join(", ", parts);
    }

    /// <summary>Why, in Kubernetes' own sentence; empty where the words above say it all.</summary>
    public static string Why(PodState pod) => pod.Health is Health.Ready or Health.Leaving ? "" : pod.ProbeFailure.Length > 0 ? pod.ProbeFailure : pod.Detail;

    /// <summary>Something stands below them.</summary>
    public static bool HasWhy(IReadOnlyList<PodState> alike) => Why(alike[0]).Length > 0 || alike.Any(p => p.LogLines.Count > 0);
}
