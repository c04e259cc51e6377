using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>
/// What may change of a Pod that scheduling gates hold back: gates may go, and where it may run may be narrowed (ValidatePodUpdate in
/// pkg/apis/core/validation).
/// </summary>
internal static class GatedPodValidation
{
    public static IEnumerable<FieldError> CheckGates(ListValue next, ListValue before)
    {
        for (var i = 0; i < next.Count; i++)
        {
            if (next[i].StringAt("name") is { } name && !before.Any(g => g.StringAt("name") == name))
            {
                yield return FieldError.Forbidden(FormattableString.Invariant($"spec.schedulingGates[{i}].name"), $"only deletion is allowed, but found new scheduling gate '{name}'");
            }
        }
    }

    public static IEnumerable<FieldError> CheckNodes(MapValue next, MapValue before)
    {
        var selector = next.MapAt("nodeSelector") ?? MapValue.Empty;
        if (before.MapAt("nodeSelector") is { } old && old.Any(e => !e.Value.Equals(selector[e.Key])))
        {
            yield return FieldError.Invalid("spec.nodeSelector", selector, "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
        }

        const string path = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";
        var (terms, oldTerms) = (TermsOf(next), TermsOf(before));
        if (oldTerms.Count > 0 && oldTerms.Count != terms.Count)
        {
            yield return FieldError.Invalid(path, terms, "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
            yield break;
        }

        for (var i = 0; i < oldTerms.Count; i++)
        {
            if (!HasOnlyAdditions(terms[i], oldTerms[i]))
            {
                yield return FieldError.Invalid(FormattableString.Invariant($"{path}[{i}]"), terms[i], "only additions are allowed (no mutations or deletions)");
            }
        }
    }

    /// <summary>The spec with what <see cref="CheckNodes"/> has judged as it was.</summary>
    public static MapValue WithNodesOf(MapValue next, MapValue before)
    {
        var affinity = (next.MapAt("affinity") ?? MapValue.Empty).Without("nodeAffinity");
        affinity = before.At("affinity", "nodeAffinity") is { } kept ? affinity.With("nodeAffinity", kept) : affinity;
        return new[] { ("nodeSelector", before["nodeSelector"]), ("affinity", affinity.Count > 0 ? affinity : before["affinity"]) }
            .Aggregate(next, (spec, field) => field.Item2 is { } value ? spec.With(field.Item1, value) : spec.Without(field.Item1));
    }

    private static ListValue TermsOf(MapValue spec) =>
        spec.ListAt("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms");

    private static bool HasOnlyAdditions(Value next, Value before)
    {
        string[] fields = ["matchExpressions", "matchFields"];
        return fields.All(f => before.ListAt(f).Count == 0)
            ? fields.All(f => next.ListAt(f).Count == 0)
            : fields.All(f => next.ListAt(f).Take(before.ListAt(f).Count).SequenceEqual(before.ListAt(f)));
    }
}
