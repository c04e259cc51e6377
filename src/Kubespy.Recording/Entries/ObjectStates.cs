using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Recording.Entries;

/// <summary>The objects as they are after what was told.</summary>
internal sealed class ObjectStates
{
    private readonly Dictionary<(string Context, string Uid), KubeObject> _objects = [];

    public IReadOnlyList<KubeObject> Objects => [.. _objects.Values];

    public void Apply(RecordedEvent seen)
    {
        if (seen.News is not SourceEvent.ObjectChanged change)
        {
            return;
        }

        if (change.Type == ChangeType.Deleted)
        {
            _objects.Remove((seen.Context, change.Object.Uid));
        }
        else
        {
            _objects[(seen.Context, change.Object.Uid)] = change.Object;
        }
    }
}
