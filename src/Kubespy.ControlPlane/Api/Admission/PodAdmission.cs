using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Admission;

/// <summary>
/// What the admission plugins of a default control plane add to a new Pod: the service account and its token volume,
/// tolerations for nodes that fail (plugin/pkg/admission/{serviceaccount,defaulttolerationseconds}).
/// </summary>
public static class PodAdmission
{
    private const string TokenMountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string TokenPrefix = "kube-api-access-";
    private const string DraftName = TokenPrefix + NewIdentity.SuffixPlaceholder;
    private const long DefaultTolerationSeconds = 300;

    private static readonly string[] NodeFailures = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

    private static readonly Value TokenSources = ValueReader.Read(
        """
        [{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},
         {"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}},
         {"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"}}]}}]
        """);

    /// <summary>The Pod with the name of its token's volume drawn, where a draft holds its place.</summary>
    public static KubeObject CompleteTokenName(KubeObject pod, Func<string> nextSuffix)
    {
        if (pod.Kind != "Pod" || pod.Spec is not { } spec || spec.ListAt("volumes") is not [.., var last] || last.StringAt("name") != DraftName)
        {
            return pod;
        }

        StringValue name = StringValue.Of(TokenPrefix + nextSuffix());
        var result = Renamed(spec, "volumes", name);
        foreach (var containers in (ReadOnlySpan<string>)["initContainers", "containers"])
        {
            if (result[containers] is ListValue list)
            {
                result = result.With(containers, ListValue.Of(list.Select(c => (Value)Renamed((MapValue)c, "volumeMounts", name))));
            }
        }

        return pod.With("spec", result);
    }

    public static KubeObject Admit(KubeObject pod, Func<string> nextSuffix)
    {
        var spec = pod.Spec ?? MapValue.Empty;
        if (spec["serviceAccountName"]?.AsString() is null or "")
        {
            spec = spec.With("serviceAccountName", "default").With("serviceAccount", "default");
        }

        if (spec["automountServiceAccountToken"]?.AsBool() != false && !HasToken(spec))
        {
            spec = MountToken(spec, TokenPrefix + nextSuffix());
        }

        spec = Tolerate(spec);
        return pod.With("spec", spec);
    }

    /// <summary>
    /// A Pod that is replaced keeps its priority where none is given (plugin/pkg/admission/priority), and tolerates nodes that fail.
    /// </summary>
    public static KubeObject AdmitChange(KubeObject pod, KubeObject old)
    {
        var spec = Tolerate(pod.Spec ?? MapValue.Empty);
        foreach (var field in (ReadOnlySpan<string>)["priority", "preemptionPolicy"])
        {
            spec = spec[field] is null && old.Spec?[field] is { } kept ? spec.With(field, kept) : spec;
        }

        return pod.With("spec", spec);
    }

    private static MapValue Renamed(MapValue owner, string field, StringValue name) => owner[field] is ListValue list
        ? owner.With(field, ListValue.Of(list.Select(v => v.StringAt("name") == DraftName ? ((MapValue)v).With("name", name) : v)))
        : owner;

    private static bool HasToken(MapValue spec) =>
        spec.ListAt("volumes").Any(v => v.StringAt("name")?.StartsWith(TokenPrefix, StringComparison.Ordinal) == true);

    private static MapValue MountToken(MapValue spec, string name)
    {
        var volume = MapValue.Of(("name", name), ("projected", MapValue.Of(("sources", TokenSources), ("defaultMode", 420))));
        var mount = MapValue.Of(("name", name), ("readOnly", true), ("mountPath", TokenMountPath));
        var result = spec.With("volumes", spec.ListAt("volumes").Add(volume));
        foreach (var containers in (ReadOnlySpan<string>)["initContainers", "containers"])
        {
            if (result[containers] is ListValue list)
            {
                result = result.With(containers, ListValue.Of(list.Select(c => Mount((MapValue)c, mount))));
            }
        }

        return result;
    }

    private static MapValue Mount(MapValue container, MapValue mount)
    {
        var mounts = container.ListAt("volumeMounts");
        return mounts.Any(m => m.StringAt("mountPath") == TokenMountPath) ? container : container.With("volumeMounts", mounts.Add(mount));
    }

    private static MapValue Tolerate(MapValue spec)
    {
        var tolerations = spec.ListAt("tolerations");
        foreach (var failure in NodeFailures)
        {
            if (!tolerations.Any(t => t.StringAt("key") is null or "" || t.StringAt("key") == failure))
            {
                tolerations = tolerations.Add(MapValue.Of(
                    ("key", failure), ("operator", "Exists"), ("effect", "NoExecute"), ("tolerationSeconds", DefaultTolerationSeconds)));
            }
        }

        return spec.With("tolerations", tolerations);
    }
}
