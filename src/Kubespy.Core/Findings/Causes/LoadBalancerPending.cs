using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A Service of type LoadBalancer has been given no address (cloud-provider, controllers/service): docs/causes/load-balancer.md.</summary>
public sealed class LoadBalancerPending : ICause
{
    /// <summary>A cloud may take its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public string Id => "load-balancer";

    public IEnumerable<Finding> Find(Situation situation)
    {
        if (situation.Workload is not { Kind: "Service", IsBeingDeleted: false } service || service.Root.StringAt("spec", "type") != "LoadBalancer"
            || service.Root["status"] is null || service.Status.ListAt("loadBalancer", "ingress").Count > 0)
        {
            return [];
        }

        var told = situation.EventOf(service, e => e.Reason is "SyncLoadBalancerFailed" or "EnsuringLoadBalancer");
        var failed = told?.Reason == "SyncLoadBalancerFailed" ? told : null;
        var age = situation.Now - (service.CreationTimestamp ?? situation.Now);
        return failed is null && age < Patience
            ? []
            :
            [
                new Finding
                {
                    Cause = Id,
                    Subjects = [situation.Subject],
                    Summary = failed is not null ? $"its load balancer cannot be made: {failed.Message.Replace("Error syncing load balancer: ", "", StringComparison.Ordinal)}"
                        : told is null ? "no controller has begun to make its load balancer" : "its load balancer is being made for long",
                    Evidence = [new Evidence(service.CreationTimestamp, $"no address for {HumanDuration.Format(age)}", "Service status.loadBalancer"), .. told is null ? Array.Empty<Evidence>() : [told.ToEvidence()]],
                    Waiting = "inside the cluster it serves all the same",
                    Remedy = failed is not null ? "see to what the cloud says" : "does the cluster have a controller for load balancers, and is spec.loadBalancerClass its own? else use NodePort or an Ingress",
                    IsFinal = false,
                },
            ];
    }
}
