using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Story.Folding;

/// <summary>Tells of the HorizontalPodAutoscalers that scale the workload: made, changed, deleted. What they do is told as scaling.</summary>
internal sealed class AutoscalerChronicle(Cast cast, Pages pages)
{
    public void Changed(DateTimeOffset time, KubeObject? old, KubeObject? next, bool isFromBefore)
    {
        var hpa = next ?? old!;
        if (hpa.Namespace != cast.Namespace || hpa.Root.StringAt("spec", "scaleTargetRef", "kind") != cast.Kind || hpa.Root.StringAt("spec", "scaleTargetRef", "name") != cast.Name)
        {
            return;
        }

        var subject = $"hpa/{hpa.Name}";
        if (next is null)
        {
            pages.Tell(new Happening.Deletion(subject, time, "") { Author = Author.OfDeletion, Evidence = [new Evidence(time, "DELETED", "watch of HorizontalPodAutoscaler")] });
        }
        else if (old is null)
        {
            if (!isFromBefore)
            {
                pages.Tell(new Happening.Creation(subject, time, null, 0) { Author = Writers.OfCreation(next), Evidence = [new Evidence(next.CreationTimestamp, "creationTimestamp", "HorizontalPodAutoscaler")] });
            }
        }
        else if (old.Spec is { } before && next.Spec is { } after && !before.Equals(after))
        {
            string[] fields = [.. after.Select(f => f.Key).Concat(before.Select(f => f.Key)).Distinct(StringComparer.Ordinal).Where(f => before[f] != after[f])];
            pages.Tell(new Happening.Setting(subject, time, [.. fields.Select(f => SpecChange.Of(f, before[f], after[f]))])
            {
                Author = Writers.OfChange(old, next, ".spec"),
                Evidence = [new Evidence(time, string.Join(", ", fields.Select(f => $"spec.{f} changed")), "HorizontalPodAutoscaler")],
            });
        }
    }
}
