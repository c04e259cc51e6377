using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>An object's state in a word: of the kinds that have rules of their own by these, of others as kstatus reads them.</summary>
internal static class OwnedWord
{
    private static readonly string[] Troubles = ["Stalled", "Failed", "Degraded", "Error", "Reconciling"];

    public static ObjectWord Of(KubeObject obj, TraceWorld world)
    {
        if (obj.IsBeingDeleted || obj.Kind == "Pod")
        {
            return ObjectWord.Of(obj);
        }

        return (obj.Gvk.Group, obj.Kind) switch
        {
            ("apps", "Deployment") => OfDeployment(obj),
            ("apps" or "batch", _) or ("", "PersistentVolumeClaim") when KindTraces.Find(obj.Gvk.Group, obj.Kind) is { } kind => OfKind(kind, obj, world),
            ("", "Service") => OfService(obj),
            _ => ObjectWord.Of(obj),
        };
    }

    /// <summary>A condition that tells trouble when it is true.</summary>
    public static bool IsTrouble(string type) => Troubles.Contains(type) || type.EndsWith("Failed", StringComparison.Ordinal) || type.EndsWith("Pressure", StringComparison.Ordinal);

    private static ObjectWord OfKind(IKindTrace kind, KubeObject obj, TraceWorld world)
    {
        var state = kind.Calculate(obj, world with { Root = obj });
        var counts = string.Join(", ", state.Facts.SelectMany(f => f).Where(f => f.IsCount).Select(f => f.Text).Take(1));
        var health = state.Verdict switch
        {
            Verdict.Complete when kind.Kind == "Job" => Health.Leaving,
            Verdict.Complete or Verdict.Ready => Workload.Replicas(obj) == 0 && kind.Kind == "ReplicaSet" ? Health.Leaving : Health.Ready,
            Verdict.Failed or Verdict.Stuck or Verdict.Unavailable => Health.Failing,
            Verdict.Paused => Health.Aside,
            _ => Health.Coming,
        };
        return new ObjectWord(counts.Length > 0 && health != Health.Failing ? counts : $"{state.Verdict}", health, health is Health.Ready or Health.Leaving ? "" : state.Reason) { IsOwnWord = true };
    }

    private static ObjectWord OfDeployment(KubeObject obj)
    {
        var (wanted, available) = (Workload.Replicas(obj), Workload.Count(obj, "availableReplicas"));
        var progressing = obj.Condition("Progressing");
        var counts = string.Create(CultureInfo.InvariantCulture, $"available {available}/{wanted}");
        var isDone = !Workload.IsLagging(obj) && available >= wanted && Workload.Count(obj, "updatedReplicas") >= wanted && Workload.Count(obj, "replicas") <= wanted;
        return progressing.StringAt("status") == "False" ? new ObjectWord(counts, Health.Failing, progressing.StringAt("message") ?? "") { IsOwnWord = true }
            : new ObjectWord(counts, isDone ? Health.Ready : Health.Coming) { IsOwnWord = true };
    }

    private static ObjectWord OfService(KubeObject obj)
    {
        var type = obj.Spec.StringAt("type") ?? "ClusterIP";
        return type == "LoadBalancer" && obj.Status.ListAt("loadBalancer", "ingress").Count == 0
            ? new ObjectWord("waits for its load balancer", Health.Coming) { IsOwnWord = true }
            : new ObjectWord(type, Health.Ready) { IsOwnWord = true };
    }
}
