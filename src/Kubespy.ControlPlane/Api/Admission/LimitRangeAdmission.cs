using System.Globalization;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Admission;

/// <summary>The LimitRanges of a namespace: what containers ask for where they say nothing, and what nobody may exceed (plugin/pkg/admission/limitranger).</summary>
public sealed class LimitRangeAdmission(Store store)
{
    private const string Annotation = "kubernetes.io/limit-ranger";

    public KubeObject SetDefaults(KubeObject pod)
    {
        var result = pod;
        foreach (var range in RangesOf(pod.Namespace))
        {
            result = SetDefaults(result, range);
        }

        return result;
    }

    /// <exception cref="ApiException">403 with everything that is too small or too large.</exception>
    public void Check(Resource resource, KubeObject obj)
    {
        if (resource != Resources.Pods && resource != Resources.PersistentVolumeClaims)
        {
            return;
        }

        foreach (var range in RangesOf(obj.Namespace))
        {
            var problems = range.Root.ListAt("spec", "limits").SelectMany(item => Problems(resource, obj, item)).Distinct().ToArray();
            if (problems.Length > 0)
            {
                throw new ApiException(ApiStatus.Forbidden(
                    resource, obj.Name, problems.Length == 1 ? problems[0] : $"[{string.Join(", ", problems)}]"));
            }
        }
    }

    private IEnumerable<KubeObject> RangesOf(string ns) => store.Read(Resources.LimitRanges).Objects is { IsEmpty: false } ranges
        ? ranges.Values.Where(r => r.Namespace == ns)
        : [];

    private static KubeObject SetDefaults(KubeObject pod, KubeObject range)
    {
        var (limits, requests) = (MapValue.Empty, MapValue.Empty);
        foreach (var item in range.Root.ListAt("spec", "limits").Where(i => i.StringAt("type") == "Container"))
        {
            limits = limits.Overlaid(item.MapAt("default"));
            requests = requests.Overlaid(item.MapAt("defaultRequest"));
        }

        var set = new List<string>();
        var spec = pod.Spec ?? MapValue.Empty;
        foreach (var (field, word) in (ReadOnlySpan<(string, string)>)[("containers", "container"), ("initContainers", "init container")])
        {
            if (spec[field] is ListValue list)
            {
                spec = spec.With(field, ListValue.Of(list.Select(c => (Value)Fill((MapValue)c, limits, requests, word, set))));
            }
        }

        return set.Count == 0 ? pod : pod.With("spec", spec).WithAnnotation(Annotation, $"LimitRanger plugin set: {string.Join("; ", set)}");
    }

    private static MapValue Fill(MapValue container, MapValue limits, MapValue requests, string word, List<string> set)
    {
        var resources = container.MapAt("resources") ?? MapValue.Empty;
        foreach (var (field, defaults, what) in (ReadOnlySpan<(string, MapValue, string)>)[("requests", requests, "request"), ("limits", limits, "limit")])
        {
            var given = resources.MapAt(field) ?? MapValue.Empty;
            var missing = defaults.Where(d => !given.ContainsKey(d.Key)).ToArray();
            if (missing.Length > 0)
            {
                resources = resources.With(field, given.Overlaid(MapValue.Of(missing)));
                set.Add($"{string.Join(", ", missing.Select(m => m.Key).Order(StringComparer.Ordinal))} {what} for {word} {container.StringAt("name")}");
            }
        }

        return container.With("resources", resources);
    }

    private static IEnumerable<string> Problems(Resource resource, KubeObject obj, Value item)
    {
        var type = item.StringAt("type") ?? "";
        return (resource.Kind, type) switch
        {
            ("Pod", "Container") => obj.Root.ListAt("spec", "containers").Concat(obj.Root.ListAt("spec", "initContainers")).SelectMany(c => Problems(
                item, type, ResourceAmounts.Of(c.MapAt("resources", "requests")), ResourceAmounts.Of(c.MapAt("resources", "limits")))),
            ("Pod", "Pod") => Problems(item, type, PodResources.Requests(obj), PodResources.Limits(obj)),
            ("PersistentVolumeClaim", "PersistentVolumeClaim") => ClaimProblems(item, type, ResourceAmounts.Of(obj.Root.MapAt("spec", "resources", "requests"))),
            _ => [],
        };
    }

    private static IEnumerable<string> Problems(Value item, string type, ResourceAmounts requests, ResourceAmounts limits)
    {
        var (min, max, ratio) = (ResourceAmounts.Of(item.MapAt("min")), ResourceAmounts.Of(item.MapAt("max")), ResourceAmounts.Of(item.MapAt("maxLimitRequestRatio")));
        return min.Names.Select(name => BelowMin(type, name, min[name], requests, limits))
            .Concat(max.Names.Select(name => AboveMax(type, name, max[name], requests, limits)))
            .Concat(ratio.Names.Select(name => AboveRatio(type, name, ratio[name], requests, limits)))
            .OfType<string>();
    }

    private static IEnumerable<string> ClaimProblems(Value item, string type, ResourceAmounts requests)
    {
        var (min, max) = (ResourceAmounts.Of(item.MapAt("min")), ResourceAmounts.Of(item.MapAt("max")));
        return min.Names.Select(name => BelowMin(type, name, min[name], requests, new ResourceAmounts()))
            .Concat(max.Names.Select(name => requests[name] > max[name] ? $"maximum {name} usage per {type} is {max[name]}, but request is {requests[name]}" : null))
            .OfType<string>();
    }

    private static string? BelowMin(string type, string name, Quantity min, ResourceAmounts requests, ResourceAmounts limits)
    {
        var rule = $"minimum {name} usage per {type} is {min}";
        return !requests.Has(name) ? $"{rule}.  No request is specified"
            : requests[name] < min ? $"{rule}, but request is {requests[name]}"
            : limits.Has(name) && limits[name] < min ? $"{rule}, but limit is {limits[name]}"
            : null;
    }

    private static string? AboveMax(string type, string name, Quantity max, ResourceAmounts requests, ResourceAmounts limits)
    {
        var rule = $"maximum {name} usage per {type} is {max}";
        return !limits.Has(name) ? $"{rule}.  No limit is specified"
            : limits[name] > max ? $"{rule}, but limit is {limits[name]}"
            : requests.Has(name) && requests[name] > max ? $"{rule}, but request is {requests[name]}"
            : null;
    }

    private static string? AboveRatio(string type, string name, Quantity max, ResourceAmounts requests, ResourceAmounts limits)
    {
        var rule = $"{name} max limit to request ratio per {type} is {max}";
        if (requests[name].IsZero)
        {
            return $"{rule}, but no request is specified or request is 0";
        }

        if (limits[name].IsZero)
        {
            return $"{rule}, but no limit is specified or limit is 0";
        }

        var ratio = (double)limits[name].Milli / requests[name].Milli;
        return ratio > max.Milli / 1000.0 ? string.Create(CultureInfo.InvariantCulture, $"{rule}, but provided ratio is {ratio:F6}") : null;
    }
}
