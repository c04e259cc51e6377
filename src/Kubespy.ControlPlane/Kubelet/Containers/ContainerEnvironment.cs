using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// The ConfigMaps and Secrets that a container's environment takes from, in the order in which the kubelet asks for them
/// (makeEnvironmentVariables in pkg/kubelet/kubelet_pods.go).
/// </summary>
internal static class ContainerEnvironment
{
    /// <summary>What is missing, in the kubelet's words; null where all is there.</summary>
    public static async Task<string?> FindProblemAsync(ApiClient client, string ns, MapValue container)
    {
        foreach (var source in container.ListAt("envFrom"))
        {
            if (await MissingAsync(client, ns, source, "configMapRef", "secretRef") is { } problem)
            {
                return problem;
            }
        }

        foreach (var variable in container.ListAt("env"))
        {
            if (variable.MapAt("valueFrom") is { } source && await MissingAsync(client, ns, source, "configMapKeyRef", "secretKeyRef") is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static async Task<string?> MissingAsync(ApiClient client, string ns, Value source, string configMap, string secret)
    {
        var isSecret = source.MapAt(secret) is not null;
        if ((source.MapAt(secret) ?? source.MapAt(configMap)) is not { } reference || reference.BoolAt("optional") == true)
        {
            return null;
        }

        var name = reference.StringAt("name") ?? "";
        if (await FindAsync(client, isSecret ? Resources.Secrets : Resources.ConfigMaps, ns, name) is not { } found)
        {
            return $"{(isSecret ? "secret" : "configmap")} \"{name}\" not found";
        }

        return reference.StringAt("key") is { } key && !HasKey(found, key)
            ? $"couldn't find key {key} in {(isSecret ? "Secret" : "ConfigMap")} {ns}/{name}"
            : null;
    }

    /// <summary>The object as the API server has it; null where there is none.</summary>
    internal static async Task<KubeObject?> FindAsync(ApiClient client, Resource resource, string ns, string name)
    {
        try
        {
            return await client.GetAsync(resource, new ObjectKey(ns, name));
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    internal static bool HasKey(KubeObject found, string key) =>
        found.Root.At("data", key) is not null || found.Root.At("binaryData", key) is not null;
}
