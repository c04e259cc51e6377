using Kubespy.ControlPlane.Api.Validation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Warnings;

/// <summary>
/// What the API server says about an object that it takes but thinks odd, in Warning headers (WarningsOnCreate and WarningsOnUpdate of
/// the strategies in pkg/registry).
/// </summary>
internal static class ObjectWarnings
{
    private const string IngressClass = "kubernetes.io/ingress.class";

    /// <summary>The warnings of a write that left the object as it is now; <paramref name="old"/> is null for a creation.</summary>
    public static IEnumerable<string> Of(Resource resource, KubeObject obj, KubeObject? old) => resource.IsCustom ? [] : resource.Kind switch
    {
        "Pod" when old is null => [.. OfName(obj, "the Pod's hostname"), .. PodWarnings.Of(obj.Root, "")],
        "Deployment" or "ReplicaSet" or "ReplicationController" => [.. old is null ? OfName(obj, "Pod names and hostnames") : [], .. OfTemplate(obj, old, "spec")],
        "DaemonSet" => OfTemplate(obj, old, "spec"),
        "StatefulSet" => [.. OfTemplate(obj, old, "spec"), .. OfHistory(obj)],
        "Job" => [.. old is null ? OfName(obj, "Pod names and hostnames") : [], .. OfTemplate(obj, old, "spec")],
        "CronJob" => [.. old is null ? OfName(obj, "Pod names and hostnames") : [], .. OfTemplate(obj, old, "spec", "jobTemplate", "spec")],
        "PodTemplate" when old?.Generation != obj.Generation && obj.Root.MapAt("template") is { } template => PodWarnings.Of(template, "template."),
        "CSIDriver" when obj.Root.ListAt("spec", "tokenRequests") is { Count: > 0 } tokens && obj.Root.At("spec", "serviceAccountTokenInSecrets") is null
            && tokens != old?.Root.ListAt("spec", "tokenRequests") =>
            ["spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes"],
        "Service" => ServiceWarnings.Of(obj),
        "Secret" => OfCertificate(obj),
        "Ingress" when old is null && obj.Annotations[IngressClass] is not null && obj.Root.StringAt("spec", "ingressClassName") is null =>
            [$"annotation \"{IngressClass}\" is deprecated, please use 'spec.ingressClassName' instead"],
        _ => [],
    };

    private static IEnumerable<string> OfName(KubeObject obj, string use) => NameRules.Label(obj.Name) is { Count: > 0 } problems
        ? [$"metadata.name: this is used in {use}, which can result in surprising behavior; a DNS label is recommended: [{string.Join(' ', problems)}]"]
        : [];

    private static IEnumerable<string> OfTemplate(KubeObject obj, KubeObject? old, params string[] path) =>
        old?.Generation != obj.Generation && obj.Root.MapAt([.. path, "template"]) is { } template ? PodWarnings.Of(template, string.Join('.', path) + ".template.") : [];

    private static IEnumerable<string> OfHistory(KubeObject set) => set.Root.Int64At("spec", "revisionHistoryLimit") < 0
        ? ["spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended"]
        : [];

    /// <summary>Whether there is a certificate and a key at all; what is wrong inside them is not looked at (crypto/tls X509KeyPair).</summary>
    private static IEnumerable<string> OfCertificate(KubeObject secret)
    {
        if (secret.Root.StringAt("type") != "kubernetes.io/tls")
        {
            return [];
        }

        return !HasPem(secret.Root.StringAt("data", "tls.crt")) ? ["tls: failed to find any PEM data in certificate input"]
            : !HasPem(secret.Root.StringAt("data", "tls.key")) ? ["tls: failed to find any PEM data in key input"]
            : [];
    }

    private static bool HasPem(string? base64) =>
        System.Text.Encoding.Latin1.GetString(Convert.FromBase64String(base64 ?? "")).Contains("-----BEGIN ", StringComparison.Ordinal);
}
