using Kubespy.ControlPlane.Api.Strategies;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>
/// What may be written of a part of a Pod: ephemeral containers may be added, CPU and memory may be changed (ValidatePodEphemeralContainersUpdate and
/// ValidatePodResize in pkg/apis/core/validation).
/// </summary>
internal static class PodSubresourceValidation
{
    private const string OnlyComputing = "only cpu and memory resources are mutable";

    private static readonly string[] Computing = ["cpu", "memory"];

    public static IEnumerable<FieldError> CheckEphemeralContainers(KubeObject pod, KubeObject old)
    {
        var errors = PodSpecValidation.CheckChanged(pod);
        foreach (var before in old.Root.ListAt("spec", "ephemeralContainers"))
        {
            var name = before.StringAt("name");
            var next = pod.Root.ListAt("spec", "ephemeralContainers").FirstOrDefault(c => c.StringAt("name") == name);
            if (!Equals(next, before))
            {
                errors.Add(FieldError.Forbidden("spec.ephemeralContainers", $"existing ephemeral containers \"{name}\" may not be {(next is null ? "removed\n" : "changed")}"));
            }
        }

        return errors;
    }

    public static IEnumerable<FieldError> CheckResize(KubeObject pod, KubeObject old)
    {
        var errors = PodSpecValidation.CheckChanged(pod);
        var quality = old.Root.StringAt("status", "qosClass") ?? QualityOfService.Of(old);
        if (QualityOfService.Of(pod) != quality)
        {
            errors.Add(FieldError.Invalid("spec", quality, "Pod QOS Class may not change as a result of resizing"));
        }

        var (next, before) = (pod.Spec ?? MapValue.Empty, old.Spec ?? MapValue.Empty);
        var inOrder = errors.Count;
        errors.AddRange(CheckOrder("containers", next, before));
        errors.AddRange(CheckOrder("initContainers", next, before));
        if (errors.Count > inOrder)
        {
            return errors;
        }

        errors.AddRange(CheckRemoved("initContainers", next, before));
        errors.AddRange(CheckRemoved("containers", next, before));
        if (!Fixed(next, "containers").Equals(Fixed(before, "containers")))
        {
            errors.Add(FieldError.Forbidden("spec", OnlyComputing));
        }

        errors.AddRange(CheckInit(next.ListAt("initContainers"), before.ListAt("initContainers")));
        if (errors.Count == 0 && !Fixed(next).Equals(Fixed(before)))
        {
            errors.Add(FieldError.Forbidden("spec", OnlyComputing));
        }

        return errors;
    }

    private static IEnumerable<FieldError> CheckOrder(string list, MapValue next, MapValue before)
    {
        if (next.ListAt(list).Count != before.ListAt(list).Count)
        {
            return [FieldError.Forbidden($"spec.{list}", $"{list} may not be added or removed on resize")];
        }

        return before.ListAt(list).Select((old, i) => (Name: old.StringAt("name"), Index: i)).Where(c => next.ListAt(list)[c.Index].StringAt("name") != c.Name)
            .Select(c => FieldError.Forbidden(FormattableString.Invariant($"spec.{list}[{c.Index}].name"), $"{list} may not be renamed or reordered on resize"));
    }

    private static IEnumerable<FieldError> CheckRemoved(string list, MapValue next, MapValue before)
    {
        for (var i = 0; i < before.ListAt(list).Count; i++)
        {
            foreach (var which in (string[])["requests", "limits"])
            {
                var now = next.ListAt(list)[i].MapAt("resources", which) ?? MapValue.Empty;
                if ((before.ListAt(list)[i].MapAt("resources", which) ?? MapValue.Empty).Any(r => now[r.Key] is null))
                {
                    yield return FieldError.Forbidden(FormattableString.Invariant($"spec.{list}[{i}].resources.{which}"), $"resource {which} cannot be removed");
                }
            }
        }
    }

    private static IEnumerable<FieldError> CheckInit(ListValue next, ListValue before)
    {
        for (var i = 0; i < before.Count; i++)
        {
            var path = FormattableString.Invariant($"spec.initContainers[{i}]");
            if (!WithoutComputing((MapValue)next[i]).Equals(WithoutComputing((MapValue)before[i])))
            {
                yield return FieldError.Forbidden(path, "only cpu and memory resources for init or sidecar containers are mutable");
            }

            if (!next[i].Equals(before[i]) && next[i].StringAt("restartPolicy") != "Always" && next[i].ListAt("resizePolicy").Any(p => p.StringAt("restartPolicy") == "RestartContainer"))
            {
                yield return FieldError.Forbidden(path, "non-sidecar init containers with a resize policy of RestartContainer cannot be resized");
            }
        }
    }

    private static MapValue Fixed(MapValue spec) => Fixed(Fixed(WithoutComputing(spec), "containers"), "initContainers");

    private static MapValue Fixed(MapValue spec, string containers) => spec[containers] is ListValue list
        ? spec.With(containers, ListValue.Of(list.Select(c => (Value)WithoutComputing((MapValue)c))))
        : spec;

    /// <summary>Without its CPU and memory: of a container, or of the Pod as a whole.</summary>
    private static MapValue WithoutComputing(MapValue owner)
    {
        if (owner.MapAt("resources") is not { } resources)
        {
            return owner;
        }

        foreach (var which in (string[])["requests", "limits"])
        {
            var rest = Computing.Aggregate(resources.MapAt(which) ?? MapValue.Empty, (amounts, name) => amounts.Without(name));
            resources = rest.Count > 0 ? resources.With(which, rest) : resources.Without(which);
        }

        return resources.Count > 0 ? owner.With("resources", resources) : owner.Without("resources");
    }
}
