using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Deployments;

/// <summary>The spec of a Deployment with its bounds resolved (pkg/controller/deployment/util). Pure.</summary>
public sealed class DeploymentView
{
    private DeploymentView(KubeObject deployment)
    {
        var spec = deployment.Spec ?? MapValue.Empty;
        Replicas = (int)(spec["replicas"]?.AsInt64() ?? 1);
        MinReadySeconds = spec["minReadySeconds"]?.AsInt64() ?? 0;
        IsPaused = spec["paused"]?.AsBool() ?? false;
        ProgressDeadline = spec["progressDeadlineSeconds"]?.AsInt64() is { } seconds and < int.MaxValue ? TimeSpan.FromSeconds(seconds) : null;
        RevisionHistoryLimit = spec["revisionHistoryLimit"]?.AsInt64() is { } limit and < int.MaxValue ? (int)limit : null;
        IsRollingUpdate = spec.StringAt("strategy", "type") != "Recreate";
        Selector = LabelSelector.OfValue(spec["selector"]);
        Template = spec.MapAt("template") ?? MapValue.Empty;
        if (IsRollingUpdate)
        {
            (MaxSurge, MaxUnavailable) = RollingUpdate.Of(spec.MapAt("strategy", "rollingUpdate"), Replicas);
        }
    }

    public int Replicas { get; }

    /// <summary>How many Pods there may be above the wanted number during a rollout.</summary>
    public int MaxSurge { get; }

    /// <summary>How many of the wanted Pods may be missing during a rollout.</summary>
    public int MaxUnavailable { get; }

    public int MaxReplicas => Replicas + MaxSurge;

    public int MinAvailable => Replicas - MaxUnavailable;

    public long MinReadySeconds { get; }

    public bool IsPaused { get; }

    /// <summary>Null where the rollout may take forever.</summary>
    public TimeSpan? ProgressDeadline { get; }

    /// <summary>Null where every old ReplicaSet is kept.</summary>
    public int? RevisionHistoryLimit { get; }

    public bool IsRollingUpdate { get; }

    public LabelSelector Selector { get; }

    public MapValue Template { get; }

    public static DeploymentView Of(KubeObject deployment) => deployment.View(static d => new DeploymentView(d));
}
