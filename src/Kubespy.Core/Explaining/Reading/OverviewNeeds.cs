using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects;

namespace Kubespy.Core.Explaining.Reading;

/// <summary>What has to be read to look over all workloads: each kind once, and narrow. Pure.</summary>
public static class OverviewNeeds
{
    /// <param name="ns">Empty for all namespaces.</param>
    public static IReadOnlyList<Need> First(string ns) =>
    [
        .. ns.Length == 0 ? new[] { TargetNeeds.Of("v1", "namespaces", "Namespace", "") with { Projection = Fields.Workload } } : [],
        TargetNeeds.Of("apps/v1", "deployments", "Deployment", ns) with { Projection = Fields.Workload },
        TargetNeeds.Of("apps/v1", "statefulsets", "StatefulSet", ns) with { Projection = Fields.Workload },
        TargetNeeds.Of("apps/v1", "daemonsets", "DaemonSet", ns) with { Projection = Fields.Workload },
        TargetNeeds.Of("batch/v1", "jobs", "Job", ns) with { Projection = Fields.Workload },
        TargetNeeds.Of("v1", "services", "Service", ns) with { Projection = Fields.Service },
        TargetNeeds.Of("v1", "pods", "Pod", ns) with { Projection = Fields.Pod },
        TargetNeeds.Of("v1", "events", "Event", ns) with { Projection = Fields.Event, FieldSelector = "type=Warning" },
        TargetNeeds.Of("v1", "nodes", "Node", "") with { Projection = Fields.Node },
    ];

    /// <summary>What would tell no more than the Pods do.</summary>
    internal static readonly string[] Unread = ["endpointslices", "endpoints", "leases", "resourcequotas", "controllerrevisions"];

    /// <summary>ReplicaSets and claims are read only where something is wrong that they would explain.</summary>
    public static IReadOnlyList<Need> Second(string ns, TraceWorld world)
    {
        var needs = new List<Need>();
        if (world.Store.OfKind("Deployment").Any(d => !Standing.Of(d).IsAsWanted) || world.Store.OfKind("Pod").Any(p => Unwell.HasRestartedLately(p, world.Now)))
        {
            needs.Add(TargetNeeds.Of("apps/v1", "replicasets", "ReplicaSet", ns) with { Projection = Fields.Workload });
        }

        if (world.Store.OfKind("Pod").Any(p => PodView.Of(p).NodeName.Length == 0 && Family.Claims(p).Any()))
        {
            needs.Add(TargetNeeds.Of("v1", "persistentvolumeclaims", "PersistentVolumeClaim", ns) with { Projection = Fields.Claim });
        }

        return needs;
    }
}
