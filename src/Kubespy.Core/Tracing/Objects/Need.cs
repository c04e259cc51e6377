using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects;

/// <summary>
/// What one watch has to bring, as narrow as can be: a collection, or of it what a label or field selector admits. Equal needs are served by
/// one watch. The namespace is empty for what is cluster-scoped.
/// </summary>
public sealed record Need(GroupVersionResource Resource, string Kind, string Namespace)
{
    private static readonly GroupVersionResource PodResource = new("", "v1", "pods");
    private static readonly GroupVersionResource EventResource = new("", "v1", "events");

    /// <summary>The namespace in which Events about cluster-scoped objects are (client-go, tools/record/event.go).</summary>
    private const string ClusterEvents = "default";

    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    /// <summary>What is kept of each object.</summary>
    public Projection Projection { get; init; } = Projection.All;

    /// <summary>What it brings may call for further watches: the source keeps it, and asks anew after each change.</summary>
    public bool LeadsOn { get; init; }

    /// <summary>An object that leaves the selector without being deleted is followed by name: it is still of interest.</summary>
    public bool FollowsReleased { get; init; }

    /// <summary>The Events about that object, the ordinary ones too.</summary>
    public static Need EventsAbout(KubeObject obj) => new(EventResource, "Event", obj.Namespace.Length == 0 ? ClusterEvents : obj.Namespace)
    {
        FieldSelector = $"involvedObject.kind={obj.Kind},involvedObject.name={obj.Name}",
    };

    /// <summary>Every warning in a namespace: of objects that are made and replaced all the time, no narrower watch tells.</summary>
    public static Need Warnings(string ns) => new(EventResource, "Event", ns) { FieldSelector = "type=Warning" };

    /// <summary>Pods by labels, as a trace keeps them; nothing where the selector selects nothing.</summary>
    public static IEnumerable<Need> Pods(string ns, LabelSelector selector) => selector.ToString() is { Length: > 0 } text
        ? [new Need(PodResource, "Pod", ns) { LabelSelector = text, Projection = TracedFields.Pod, FollowsReleased = true }]
        : [];

    public static Need Named(GroupVersionResource resource, string kind, string ns, string name) =>
        new(resource, kind, ns) { FieldSelector = "metadata.name=" + name };

    /// <summary>The resource of a built-in kind by its plural.</summary>
    public static Need Of(string apiVersion, string plural, string kind, string ns, Projection? projection = null)
    {
        var group = GroupVersionKind.Of(apiVersion, kind);
        return new Need(new GroupVersionResource(group.Group, group.Version, plural), kind, ns) { Projection = projection ?? Projection.All };
    }
}
