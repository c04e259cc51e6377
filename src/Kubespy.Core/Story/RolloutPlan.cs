using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Story;

/// <summary>What a rollout was allowed to do, as its workload said when it began.</summary>
/// <param name="Strategy">RollingUpdate, Recreate or OnDelete.</param>
/// <param name="Replicas">How many Pods are wanted.</param>
/// <param name="Surge">So many more may be asked for.</param>
/// <param name="Unavailable">So many may be missing.</param>
/// <param name="MinReadySeconds">A Pod counts as available when it has been Ready for so long.</param>
public sealed record RolloutPlan(string Strategy, long Replicas, long Surge, long Unavailable, long MinReadySeconds)
{
    public long Floor => Math.Max(0, Replicas - Unavailable);

    public long Ceiling => Replicas + Surge;

    public static RolloutPlan Of(KubeObject workload, long replicas)
    {
        var minReady = workload.Spec.Int64At("minReadySeconds") ?? 0;
        var isDeployment = workload.Kind == "Deployment";
        var strategy = workload.Spec.MapAt(isDeployment ? "strategy" : "updateStrategy");
        var type = strategy.StringAt("type") ?? "RollingUpdate";
        if (type != "RollingUpdate")
        {
            return new RolloutPlan(type, replicas, 0, replicas, minReady);
        }

        if (isDeployment)
        {
            var bounds = RollingUpdate.Of(strategy.MapAt("rollingUpdate"), (int)Math.Min(replicas, int.MaxValue));
            return new RolloutPlan(type, replicas, bounds.MaxSurge, bounds.MaxUnavailable, minReady);
        }

        // One at a time unless it says otherwise (pkg/apis/apps/v1/defaults.go).
        var rolling = strategy.MapAt("rollingUpdate");
        return new RolloutPlan(type, replicas, Count(rolling?["maxSurge"], replicas, 0), Count(rolling?["maxUnavailable"], replicas, 1), minReady);
    }

    /// <summary>A number or a percentage, rounded up.</summary>
    private static long Count(Value? value, long of, long unsaid) => value switch
    {
        NumberValue number => number.TryInt64() ?? unsaid,
        StringValue text when long.TryParse(text.Text.TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture, out var percent) => ((of * percent) + 99) / 100,
        _ => unsaid,
    };
}
