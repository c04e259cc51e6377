using System.Globalization;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Warnings;

/// <summary>What of a Pod, or of a template, is deprecated, hidden or without effect (pkg/api/pod/warnings.go).</summary>
internal static class PodWarnings
{
    private static readonly (string Volume, string Message)[] OldVolumes =
    [
        ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        ("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
        ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
        ("storageos", "deprecated in v1.22, non-functional in v1.25+"),
        ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
    ];

    private static readonly (string Annotation, string Message)[] OldAnnotations =
    [
        ("scheduler.alpha.kubernetes.io/critical-pod", "non-functional in v1.16+; use the \"priorityClassName\" field instead"),
        ("security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
        ("security.alpha.kubernetes.io/unsafe-sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
    ];

    /// <summary>The warnings of a Pod or a template that stands at that path, which ends with a dot or is empty.</summary>
    public static IEnumerable<string> Of(MapValue pod, string at)
    {
        var spec = pod.MapAt("spec") ?? MapValue.Empty;
        return
        [
            .. spec.ListAt("topologySpreadConstraints").SelectMany((c, i) => OfSelector(c, $"{at}spec.topologySpreadConstraints[{i}]")),
            .. OldAnnotations.Where(o => pod.At("metadata", "annotations", o.Annotation) is not null).Select(o => $"{at}metadata.annotations[{o.Annotation}]: {o.Message}"),
            .. spec.ListAt("volumes").SelectMany((v, i) => OldVolumes.Where(o => v.At(o.Volume) is not null).Select(o => $"{at}spec.volumes[{i}].{o.Volume}: {o.Message}")),
            .. VolumePathWarnings.Of(spec.ListAt("volumes")),
            .. Duplicates(spec.ListAt("hostAliases"), "ip", $"{at}spec.hostAliases"),
            .. Duplicates(spec.ListAt("imagePullSecrets"), "name", $"{at}spec.imagePullSecrets"),
            .. spec.ListAt("imagePullSecrets").Select((s, i) => (Secret: s, Index: i)).Where(s => s.Secret.StringAt("name") is null or "")
                .Select(s => $"{at}spec.imagePullSecrets[{s.Index}].name: invalid empty name \"\""),
            .. Fractions(spec.MapAt("overhead"), $"{at}spec.overhead"),
            .. Containers(spec, at).SelectMany(c => OfContainer(c.Container, c.Path)),
            .. PortWarnings.Of(Containers(spec, at)),
            .. spec.Int64At("terminationGracePeriodSeconds") < 0
                ? (IEnumerable<string>)[$"{at}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"]
                : [],
            .. ((string[])["podAffinity", "podAntiAffinity"]).SelectMany(kind => OfAffinity(spec.MapAt("affinity", kind), $"{at}spec.affinity.{kind}")),
        ];
    }

    private static IEnumerable<(MapValue Container, string Path)> Containers(MapValue spec, string at) =>
        ((string[])["initContainers", "containers", "ephemeralContainers"]).SelectMany(list => spec.ListAt(list).Select((c, i) => ((MapValue)c, $"{at}spec.{list}[{i}]")));

    private static IEnumerable<string> OfContainer(MapValue container, string path) =>
    [
        .. Fractions(container.MapAt("resources", "limits"), $"{path}.resources.limits"),
        .. Fractions(container.MapAt("resources", "requests"), $"{path}.resources.requests"),
        .. HiddenVariables(container.ListAt("env"), $"{path}.env"),
    ];

    /// <summary>A variable set twice, its later value without a reference to the former one.</summary>
    private static IEnumerable<string> HiddenVariables(ListValue variables, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < variables.Count; i++)
        {
            var name = variables[i].StringAt("name") ?? "";
            var value = variables[i].StringAt("value") ?? "";
            var itself = $"$({name})";
            if (!seen.Add(name) && (variables[i].At("valueFrom") is not null || value == itself || !value.Contains(itself, StringComparison.Ordinal)))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]: hides previous definition of {StringValue.Of(name)}, which may be dropped when using apply");
            }
        }
    }

    private static IEnumerable<string> Duplicates(ListValue items, string key, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            var value = items[i].StringAt(key) ?? "";
            if (!seen.Add(value))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{path}[{i}].{key}: duplicate {key} {StringValue.Of(value)}");
            }
        }
    }

    /// <summary>Bytes are whole.</summary>
    private static IEnumerable<string> Fractions(MapValue? amounts, string path) => ((string[])["memory", "ephemeral-storage"])
        .Select(name => (Name: name, Text: amounts?.StringAt(name)))
        .Where(a => a.Text is not null && Quantity.TryParse(a.Text)?.IsWhole == false)
        .Select(a => $"{path}[{a.Name}]: fractional byte value {StringValue.Of(a.Text!)} is invalid, must be an integer");

    private static IEnumerable<string> OfAffinity(MapValue? affinity, string path) => affinity is null ? [] :
    [
        .. affinity.ListAt("requiredDuringSchedulingIgnoredDuringExecution")
            .SelectMany((t, i) => OfSelector(t, $"{path}.requiredDuringSchedulingIgnoredDuringExecution[{i}]")),
        .. affinity.ListAt("preferredDuringSchedulingIgnoredDuringExecution")
            .SelectMany((t, i) => OfSelector(t.At("podAffinityTerm"), $"{path}.preferredDuringSchedulingIgnoredDuringExecution[{i}].podAffinityTerm")),
    ];

    private static IEnumerable<string> OfSelector(Value? term, string path) =>
        term?.At("labelSelector") is null or NullValue ? [$"{path}.labelSelector: a null labelSelector results in matching no pod"] : [];
}
