using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Explaining;

/// <summary>What still serves while something is wrong, in a sentence without its full stop.</summary>
internal static class Serving
{
    public static string Of(Family family, Standing standing) => family.Root.Kind switch
    {
        "Deployment" => OfDeployment(family, standing),
        "DaemonSet" when standing.Wanted == 0 => "It runs nowhere",
        "StatefulSet" or "DaemonSet" or "ReplicaSet" => standing.Wanted == 0 ? "It is scaled to zero"
            : standing.Ready == 0 ? Invariant($"Nothing serves, 0/{standing.Wanted}") : $"{standing.Counts} serve",
        "Job" => $"{standing.Counts} done",
        "Service" => OfService(family),
        "Node" => On(family),
        _ => "",
    };

    private static string OfDeployment(Family family, Standing standing)
    {
        if (standing.Wanted == 0)
        {
            return "It is scaled to zero";
        }

        var ready = family.Pods.Where(p => PodView.Of(p) is { IsReady: true, IsActive: true }).Select(p => p.ControllerRef?.Uid).ToHashSet();
        var serving = family.Makers.Where(m => ready.Contains(m.Uid)).ToArray();
        if (standing.Ready == 0)
        {
            return Invariant($"Nothing serves, 0/{standing.Wanted}");
        }

        if (serving.Length == 0)
        {
            return $"{standing.Counts} serve";
        }

        var revisions = string.Join(" and ", serving.Select(DeploymentRevision.Of).Order());
        return serving.Length > 1 ? $"Revisions {revisions} serve, {standing.Counts}"
            : Kept(family, serving[0], standing) ? $"Revision {revisions} kept serving, {standing.Counts}"
            : $"Revision {revisions} serves, {standing.Counts}";
    }

    /// <summary>A former revision was available before the newest came, and has been ever since.</summary>
    private static bool Kept(Family family, KubeObject serving, Standing standing)
    {
        var available = family.Root.Condition("Available");
        return !standing.IsAsWanted && serving.Uid != family.Newest?.Uid && available.StringAt("status") == "True"
            && Timestamp.Parse(available.StringAt("lastTransitionTime")) < family.Newest?.CreationTimestamp;
    }

    private static string On(Family family) => family.Pods.Count(p => PodView.Of(p).IsActive) is var on && on == 1 ? "1 Pod is on it" : Invariant($"{on} Pods are on it");

    private static string OfService(Family family)
    {
        var live = family.Pods.Where(p => !PodView.Of(p).IsTerminal).ToArray();
        return live.Length == 0 ? "" : Invariant($"{live.Count(p => PodView.Of(p).IsReady)} of {live.Length} Pods it selects are Ready{(family.Root.Root.BoolAt("spec", "publishNotReadyAddresses") == true ? "; all get traffic (publishNotReadyAddresses)" : "")}");
    }
}
