using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Admission;

/// <summary>What an object counts for in a ResourceQuota (pkg/quota/v1/evaluator/core).</summary>
public static class QuotaUsage
{
    private static readonly string[] Compute = ["cpu", "memory", "ephemeral-storage"];

    private static readonly string[] Required = ["cpu", "limits.cpu", "limits.memory", "memory", "requests.cpu", "requests.memory"];

    public static ResourceAmounts Of(Resource resource, KubeObject obj, DateTimeOffset now)
    {
        var usage = new ResourceAmounts().Add($"count/{resource.GroupResource}", Quantity.One);
        switch (resource.GroupResource)
        {
            case "pods":
                return IsCounted(obj, now) ? usage.AddAll(OfPod(PodResources.Requests(obj), PodResources.Limits(obj))) : usage;
            case "services":
                return AddService(usage, obj);
            case "persistentvolumeclaims":
                return AddClaim(usage, obj);
            case "configmaps" or "secrets" or "resourcequotas":
                return usage.Add(resource.Plural, Quantity.One);
            default:
                return usage;
        }
    }

    /// <summary>Whether the object falls under the quota's scopes, all of them.</summary>
    public static bool IsInScope(Resource resource, KubeObject obj, KubeObject quota) =>
        quota.Root.ListAt("spec", "scopes").Select(s => (Name: s.AsString(), Selector: (Value?)null))
            .Concat(quota.Root.ListAt("spec", "scopeSelector", "matchExpressions").Select(e => (Name: e.StringAt("scopeName"), Selector: (Value?)e)))
            .All(scope => resource == Resources.Pods && IsInScope(obj, scope.Name, scope.Selector));

    /// <summary>What each container must state because the quota counts it, and does not: <c>cpu for: nginx</c>; null where nothing is missing.</summary>
    public static string? Missing(KubeObject pod, ResourceAmounts hard)
    {
        var missing = new List<string>();
        foreach (var name in Required.Where(hard.Has))
        {
            var (which, what) = name.StartsWith("limits.", StringComparison.Ordinal) ? ("limits", name[7..]) : ("requests", name.Replace("requests.", "", StringComparison.Ordinal));
            var containers = pod.Root.ListAt("spec", "containers").Concat(pod.Root.ListAt("spec", "initContainers"))
                .Where(c => c.At("resources", which, what) is null)
                .Select(c => c.StringAt("name"))
                .Order(StringComparer.Ordinal)
                .ToArray();
            if (containers.Length > 0)
            {
                missing.Add($"{name} for: {string.Join(',', containers)}");
            }
        }

        return missing.Count == 0 ? null : $"must specify {string.Join("; ", missing)}";
    }

    /// <summary>A Pod that has ended counts no more, nor one that is long overdue to be gone.</summary>
    private static bool IsCounted(KubeObject pod, DateTimeOffset now) =>
        pod.Root.StringAt("status", "phase") is not ("Succeeded" or "Failed")
        && !(pod.DeletionTimestamp is { } until && now > until + TimeSpan.FromSeconds(pod.Metadata.Int64At("deletionGracePeriodSeconds") ?? 0));

    private static ResourceAmounts OfPod(ResourceAmounts requests, ResourceAmounts limits)
    {
        var usage = new ResourceAmounts().Add("pods", Quantity.One);
        foreach (var name in Compute)
        {
            if (requests.Has(name))
            {
                usage.Add(name, requests[name]).Add($"requests.{name}", requests[name]);
            }

            if (limits.Has(name))
            {
                usage.Add($"limits.{name}", limits[name]);
            }
        }

        foreach (var name in requests.Names.Except(Compute))
        {
            usage.Add($"requests.{name}", requests[name]);
        }

        return usage;
    }

    private static ResourceAmounts AddService(ResourceAmounts usage, KubeObject service)
    {
        var type = service.Root.StringAt("spec", "type");
        var ports = Quantity.Of(type is "NodePort" or "LoadBalancer" ? service.Root.ListAt("spec", "ports").Count : 0);
        return usage.Add("services", Quantity.One)
            .Add("services.nodeports", ports)
            .Add("services.loadbalancers", Quantity.Of(type == "LoadBalancer" ? 1 : 0));
    }

    private static ResourceAmounts AddClaim(ResourceAmounts usage, KubeObject claim)
    {
        var storage = Quantity.Parse(claim.Root.StringAt("spec", "resources", "requests", "storage") ?? "0");
        usage.Add("persistentvolumeclaims", Quantity.One).Add("requests.storage", storage);
        return claim.Root.StringAt("spec", "storageClassName") is { Length: > 0 } name
            ? usage.Add($"{name}.storageclass.storage.k8s.io/persistentvolumeclaims", Quantity.One)
                .Add($"{name}.storageclass.storage.k8s.io/requests.storage", storage)
            : usage;
    }

    private static bool IsInScope(KubeObject pod, string? scope, Value? selector) => scope switch
    {
        "Terminating" => pod.Root.Int64At("spec", "activeDeadlineSeconds") >= 0,
        "NotTerminating" => pod.Root.Int64At("spec", "activeDeadlineSeconds") is null,
        "BestEffort" => Strategies.QualityOfService.Of(pod) == "BestEffort",
        "NotBestEffort" => Strategies.QualityOfService.Of(pod) != "BestEffort",
        "PriorityClass" => HasPriority(pod.Root.StringAt("spec", "priorityClassName") ?? "", selector),
        _ => false,
    };

    private static bool HasPriority(string name, Value? selector) => selector.StringAt("operator") switch
    {
        "In" => selector.ListAt("values").Any(v => v.AsString() == name),
        "NotIn" => selector.ListAt("values").All(v => v.AsString() != name),
        "DoesNotExist" => name.Length == 0,
        _ => name.Length > 0,
    };
}
