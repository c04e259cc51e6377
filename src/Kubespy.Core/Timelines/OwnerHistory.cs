using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Timelines;

/// <summary>What is kept of a controller of Pods: a ReplicaSet above all.</summary>
internal sealed class OwnerHistory(KubeObject first, DateTimeOffset from, bool isInitial)
{
    private const int MostOwners = 100;

    private readonly StepCurveBuilder _replicas = new();
    private readonly List<OwnerReference> _ownersSeen = [];

    public string Uid { get; } = first.Uid;

    public string Kind { get; } = first.Kind;

    public string Name { get; } = first.Name;

    public string Namespace { get; } = first.Namespace;

    public DateTimeOffset From => from;

    public bool StartsBefore => isInitial;

    /// <summary>Whom it belonged to, one after the other: what was orphaned is of its former owner's story, too.</summary>
    public IReadOnlyCollection<OwnerReference> Owners => _ownersSeen;

    public long Revision { get; private set; }

    public DateTimeOffset? End { get; private set; }

    /// <summary>When it was seen to be deleted, at the latest: its Pods go with it.</summary>
    public DateTimeOffset? GoingSince { get; private set; }

    public MapValue PodLabels { get; private set; } = MapValue.Empty;

    public StepCurve Replicas => _replicas.ToCurve();

    public void Apply(SourceEvent.ObjectChanged change)
    {
        var obj = change.Object;
        if (change.Type == ChangeType.Deleted)
        {
            (End, GoingSince) = (change.Time, GoingSince ?? change.Time);
            _replicas.Add(change.Time, 0);
            return;
        }

        End = null;
        if (obj.ControllerRef is { } owner && _ownersSeen.All(o => o.Uid != owner.Uid) && _ownersSeen.Count < MostOwners)
        {
            _ownersSeen.Add(owner);
        }

        Revision = DeploymentRevision.Of(obj) is > 0 and var revision ? revision : Revision;
        PodLabels = obj.Root.MapAt("spec", "template", "metadata", "labels") ?? PodLabels;
        GoingSince = obj.IsBeingDeleted ? GoingSince ?? change.Time : null;
        if (DesiredStep.Of(change.Time, obj) is { } desired)
        {
            _replicas.Add(change.Time, desired.Replicas);
        }
    }

    public OwnerLane ToLane(IReadOnlyList<PodLane> pods) => new(Uid, Kind, Name, Revision, from, End, isInitial, Replicas, pods);
}
