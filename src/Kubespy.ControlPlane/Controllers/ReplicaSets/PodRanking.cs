using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.ReplicaSets;

/// <summary>
/// Which Pods go first when there are too many (ActivePodsWithRanks in pkg/controller/controller_utils.go, KEP-2185, KEP-2255).
/// Pure; ages compare by powers of two, ties by UID.
/// </summary>
public static class PodRanking
{
    private static readonly string[] PhaseOrder = ["Pending", "Unknown", "Running"];

    /// <summary>The Pods to delete. <paramref name="related"/> are all Pods of the same Deployment: nodes that hold many lose first.</summary>
    public static IReadOnlyList<KubeObject> SelectForDeletion(IReadOnlyList<KubeObject> pods, IEnumerable<KubeObject> related, int count, DateTimeOffset now)
    {
        if (count >= pods.Count)
        {
            return pods;
        }

        var perNode = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var pod in related)
        {
            var view = PodView.Of(pod);
            if (view.IsActive)
            {
                perNode[view.NodeName] = perNode.GetValueOrDefault(view.NodeName) + 1;
            }
        }

        var ranked = pods.ToList();
        ranked.Sort((a, b) => Compare(a, b, perNode, now));
        return ranked.GetRange(0, count);
    }

    /// <summary>Negative where the first goes first.</summary>
    public static int Compare(KubeObject a, KubeObject b, IReadOnlyDictionary<string, int> perNode, DateTimeOffset now)
    {
        var (x, y) = (PodView.Of(a), PodView.Of(b));
        if (x.NodeName.Length == 0 != (y.NodeName.Length == 0))
        {
            return x.NodeName.Length == 0 ? -1 : 1;
        }

        var byState = Array.IndexOf(PhaseOrder, x.Phase).CompareTo(Array.IndexOf(PhaseOrder, y.Phase));
        byState = byState != 0 ? byState : x.IsReady.CompareTo(y.IsReady);
        byState = byState != 0 ? byState : x.DeletionCost.CompareTo(y.DeletionCost);
        byState = byState != 0 ? byState : perNode.GetValueOrDefault(y.NodeName).CompareTo(perNode.GetValueOrDefault(x.NodeName));
        if (byState != 0)
        {
            return byState;
        }

        if (x.IsReady && y.IsReady && x.ReadySince != y.ReadySince && CompareAges(x.ReadySince, y.ReadySince, now) is var byReady)
        {
            return byReady != 0 ? byReady : string.CompareOrdinal(a.Uid, b.Uid);
        }

        if (x.MaxRestarts != y.MaxRestarts)
        {
            return y.MaxRestarts.CompareTo(x.MaxRestarts);
        }

        if (SidecarRestarts(a).CompareTo(SidecarRestarts(b)) is not 0 and var bySidecars)
        {
            return -bySidecars;
        }

        if (x.CreatedAt != y.CreatedAt && CompareAges(x.CreatedAt, y.CreatedAt, now) is var byAge)
        {
            return byAge != 0 ? byAge : string.CompareOrdinal(a.Uid, b.Uid);
        }

        return string.CompareOrdinal(a.Uid, b.Uid);
    }

    /// <summary>How often the sidecar (a restartable init container) that restarted most did so.</summary>
    private static long SidecarRestarts(KubeObject pod) =>
        pod.Root.ListAt("spec", "initContainers").Where(c => c.StringAt("restartPolicy") == "Always").Select(c => c.StringAt("name"))
            .SelectMany(name => pod.Root.ListAt("status", "initContainerStatuses").Where(s => s.StringAt("name") == name))
            .Select(s => s.Int64At("restartCount") ?? 0).DefaultIfEmpty(0).Max();

    /// <summary>The younger first, where their ages are not of the same power of two.</summary>
    private static int CompareAges(DateTimeOffset? a, DateTimeOffset? b, DateTimeOffset now)
    {
        if (a is null || b is null)
        {
            return (a is null ? 0 : 1) - (b is null ? 0 : 1);
        }

        return Bucket(now - a.Value).CompareTo(Bucket(now - b.Value));
    }

    private static int Bucket(TimeSpan age) => age <= TimeSpan.Zero ? -1 : (int)Math.Log2(age.TotalNanoseconds);
}
