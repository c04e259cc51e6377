using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>
/// Deletes a Pod if its PodDisruptionBudget can spare it (POST pods/NAME/eviction, pkg/registry/core/pod/storage/eviction.go).
/// </summary>
public sealed class PodEviction(ApiServer api)
{
    /// <exception cref="ApiException">404, or 429: the budget does not allow it now.</exception>
    public Deletion Evict(ObjectKey key, DeleteOptions options, WriteContext context, DateTimeOffset now)
    {
        var pod = api.Get(Resources.Pods, key);
        if (!MayIgnoreBudgets(pod))
        {
            Spend(pod, context, now);
        }

        if (!context.IsDryRun && !pod.IsBeingDeleted)
        {
            pod = api.Update(Resources.Pods, WithCondition(pod, now), context, "status");
        }

        return api.Delete(Resources.Pods, key, options, context);
    }

    /// <summary>What does not run, or goes already, disrupts nobody.</summary>
    private static bool MayIgnoreBudgets(KubeObject pod) =>
        pod.IsBeingDeleted || pod.Root.StringAt("status", "phase") is "Succeeded" or "Failed" or "Pending";

    private static KubeObject WithCondition(KubeObject pod, DateTimeOffset now)
    {
        var condition = MapValue.Of(
            ("type", "DisruptionTarget"), ("observedGeneration", pod.Generation), ("status", "True"), ("lastTransitionTime", Timestamp.Format(now)),
            ("reason", "EvictionByEvictionAPI"), ("message", "Eviction API: evicting"));
        var others = Conditions.Without(pod.Root.ListAt("status", "conditions"), "DisruptionTarget");
        return pod.With("status", (pod.Status ?? MapValue.Empty).With("conditions", others.Add(condition)));
    }

    private void Spend(KubeObject pod, WriteContext context, DateTimeOffset now)
    {
        var budgets = api.Store.Read(Resources.PodDisruptionBudgets).Objects.Values
            .Where(b => b.Namespace == pod.Namespace && b.Root.At("spec", "selector") is { } selector && LabelSelector.OfValue(selector).Matches(pod.Labels))
            .ToArray();
        if (budgets.Length > 1)
        {
            throw new ApiException(new ApiStatus(
                500, "", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."));
        }

        if (budgets is not [var budget] || IsUnguarded(pod, budget))
        {
            return;
        }

        var status = budget.Status ?? MapValue.Empty;
        if ((status.Int64At("observedGeneration") ?? 0) < budget.Generation)
        {
            throw TooManyRequests($"The disruption budget {budget.Name} is still being processed by the server.", 10);
        }

        var allowed = status.Int64At("disruptionsAllowed") ?? 0;
        if (allowed <= 0)
        {
            throw TooManyRequests(WhyNot(budget, status), 0);
        }

        if (!context.IsDryRun)
        {
            var spent = status.With("disruptionsAllowed", allowed - 1).WithAt(["disruptedPods", pod.Name], Timestamp.Format(now));
            api.Update(Resources.PodDisruptionBudgets, budget.With("status", spent), context, "status");
        }
    }

    /// <summary>A Pod that is not Ready counts for nothing where the budget says so, or has enough without it.</summary>
    private static bool IsUnguarded(KubeObject pod, KubeObject budget)
    {
        var desired = budget.Root.Int64At("status", "desiredHealthy") ?? 0;
        return pod.Condition("Ready").StringAt("status") != "True"
            && (budget.Root.StringAt("spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow"
                || (desired > 0 && (budget.Root.Int64At("status", "currentHealthy") ?? 0) >= desired));
    }

    private static string WhyNot(KubeObject budget, MapValue status)
    {
        var (current, desired) = (status.Int64At("currentHealthy") ?? 0, status.Int64At("desiredHealthy") ?? 0);
        return current <= desired
            ? $"The disruption budget {budget.Name} needs {desired} healthy pods and has {current} currently"
            : $"The disruption budget {budget.Name} does not allow evicting pods currently";
    }

    private static ApiException TooManyRequests(string why, long retryAfterSeconds)
    {
        var details = new MapBuilder()
            .Set("causes", ListValue.Of([MapValue.Of(("reason", "DisruptionBudget"), ("message", why))]))
            .Set("retryAfterSeconds", retryAfterSeconds == 0 ? null : NumberValue.Of(retryAfterSeconds))
            .ToMap();
        return new ApiException(new ApiStatus(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", details));
    }
}
