using Kubespy.Core.Changes;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Story.Folding;

/// <summary>By whose hand objects were made and changed, as far as managedFields prove it. Pure.</summary>
internal static class Writers
{
    private const string Controllers = "kube-controller-manager";

    /// <summary>Times in objects are whole seconds.</summary>
    private static readonly TimeSpan WholeSecond = TimeSpan.FromSeconds(1);

    /// <summary>So long after a template was written its ReplicaSet may be made.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public static Author OfCreation(KubeObject made) => FieldHand.OfChange(null, made) is { Length: > 0 } manager
        ? Author.OfFields(manager)
        : Author.Unknown(WhyUnknown(made, "several have written since"));

    /// <summary>Who changed those parts of the object; who set a field last owns it, and who only removed is seen by the time of a write alone.</summary>
    public static Author OfChange(KubeObject old, KubeObject next, string fields)
    {
        var changes = ValueDiff.Of(old, next, new FieldScope([FieldPattern.Parse(fields)], withNoise: false));
        var hand = Hand.Of(ChangeType.Modified, old, next, changes);
        string[] managers = [.. hand.Managers.Where(m => m.Subresource != "status").Select(m => m.Name).Distinct(StringComparer.Ordinal)];
        return managers.Length > 0 ? Author.OfFields(string.Join(" and ", managers))
            : changes.Count > 0 && changes.All(c => c.New is null) ? Author.OfRemoval
            : FieldHand.OfChange(old, next) is { Length: > 0 } wrote ? Author.OfFields(wrote)
            : Author.Unknown(WhyUnknown(next, "no manager owns what changed"));
    }

    /// <summary>Who told of the object's status; nobody in particular where that is not proven.</summary>
    public static Author OfStatus(KubeObject old, KubeObject next)
    {
        var changes = ValueDiff.Of(old, next, new FieldScope([FieldPattern.Parse(".status")], withNoise: false));
        string[] managers = [.. Hand.Of(ChangeType.Modified, old, next, changes).Managers.Select(m => m.Name).Distinct(StringComparer.Ordinal)];
        return managers.Length > 0 ? Author.OfFields(string.Join(" and ", managers)) : Author.None;
    }

    /// <summary>Who set the number of replicas, and whether that was an autoscaler: it writes through the scale subresource, as the controllers do (pkg/controller/podautoscaler).</summary>
    public static (Author Author, bool IsAutoscaler) OfReplicas(KubeObject old, KubeObject next)
    {
        var manager = FieldHand.OfReplicas(old, next);
        var isScale = manager.EndsWith(" scale", StringComparison.Ordinal);
        var name = isScale ? manager[..^" scale".Length] : manager;
        return name.Length == 0
            ? (OfChange(old, next, ".spec.replicas"), false)
            : isScale && name == Controllers ? (new Author("HorizontalPodAutoscaler", "managedFields: kube-controller-manager, subresource scale"), true)
            : (Author.OfFields(name), false);
    }

    /// <summary>Who wrote the template that this ReplicaSet or revision was made for: the controller makes it soon after. Of what was written before the observation began.</summary>
    public static Author OfTemplate(KubeObject root, KubeObject maker) =>
        Explaining.History.Hand.Of(root).LastOrDefault(h => h.WritesTemplate) is { } hand
        && maker.CreationTimestamp - hand.Time is { } after && after >= -WholeSecond && after <= Soon
            ? Author.OfFields(hand.Manager)
            : Author.Unknown("it began before the observation did");

    private static string WhyUnknown(KubeObject obj, string otherwise) => obj.Metadata.ListAt("managedFields").Count == 0 ? "the object has no managedFields" : otherwise;
}
