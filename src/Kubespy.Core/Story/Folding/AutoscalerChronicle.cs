using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Story.Folding;

/// <summary>
/// Tells of the HorizontalPodAutoscalers that scale the workload: made, changed, deleted. What they do is told as scaling. Where the story is
/// an autoscaler's own, tells whom it scaled.
/// </summary>
internal sealed class AutoscalerChronicle(Cast cast, Pages pages)
{
    /// <summary>How the story's own autoscaler's target was scaled last.</summary>
    private (long From, long To)? _last;

    /// <summary>A change of anything: of the target of the story's own autoscaler the number of replicas is kept.</summary>
    public void Follow(KubeObject? old, KubeObject? next)
    {
        var target = cast.Root?.Root.MapAt("spec", "scaleTargetRef");
        if (old is not null && next is not null && next.Namespace == cast.Namespace && next.Kind == target.StringAt("kind") && next.Name == target.StringAt("name")
            && old.Root.Int64At("spec", "replicas") is { } from && next.Root.Int64At("spec", "replicas") is { } to && from != to)
        {
            _last = (from, to);
        }
    }

    public void Changed(DateTimeOffset time, KubeObject? old, KubeObject? next, bool isFromBefore)
    {
        var hpa = next ?? old!;
        if (cast.IsRoot(hpa))
        {
            TellChange(time, old, next);
            return;
        }

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
        else
        {
            TellChange(time, old, next);
        }
    }

    /// <summary>The story's own autoscaler has scaled its target; by its Event, the only one that tells why.</summary>
    public void Rescaled(DateTimeOffset time, ObservedEvent told)
    {
        var (size, reason) = SizeOf(told.Message);
        var target = cast.Root?.Root.MapAt("spec", "scaleTargetRef");
        if (size is { } to && target.StringAt("name") is { } name)
        {
            // The Event may come before the change that it tells of, or after it; where the target was not recorded, the status of the sync before is what is known.
            var kind = target.StringAt("kind") ?? "";
            var from = _last is { } last && last.To == to ? last.From
                : cast.Store.Find(kind, cast.Namespace, name)?.Root.Int64At("spec", "replicas") is { } now && now != to ? now
                : cast.Root!.Status.Int64At("desiredReplicas") is > 0 and var desired && desired != to ? desired
                : cast.Root.Status.Int64At("currentReplicas") ?? 0;
            pages.Tell(new Happening.Scaling($"{ShortNames.Of(kind)}/{name}", time, from, to, true, reason)
            {
                Author = new Author(cast.Subject, "Event SuccessfulRescale"),
                Evidence = [told.ToEvidence()],
            });
        }
    }

    /// <summary>Of <c>New size: 4; reason: …</c> (pkg/controller/podautoscaler/horizontal.go).</summary>
    private static (long? Size, string Reason) SizeOf(string message)
    {
        var parts = message.Split("; reason: ", 2);
        return (parts[0].StartsWith("New size: ", StringComparison.Ordinal) && long.TryParse(parts[0]["New size: ".Length..], out var size) ? size : null, parts.Length > 1 ? parts[1] : "");
    }

    private void TellChange(DateTimeOffset time, KubeObject? old, KubeObject? next)
    {
        if (old?.Spec is { } before && next?.Spec is { } after && !before.Equals(after))
        {
            var subject = $"hpa/{next.Name}";
            string[] fields = [.. SpecChange.Differing(before, after)];
            pages.Tell(new Happening.Setting(subject, time, [.. fields.Select(f => SpecChange.Of(f, before[f], after[f]))])
            {
                Author = Writers.OfChange(old, next, ".spec"),
                Evidence = [new Evidence(time, string.Join(", ", fields.Select(f => $"spec.{f} changed")), "HorizontalPodAutoscaler")],
            });
        }
    }
}
