using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Findings;

/// <summary>
/// The newest Events of each object: at most <see cref="PerObject"/> of one and of <see cref="Objects"/> in all; what is told of
/// longest ago is forgotten first.
/// </summary>
public sealed class EventIndex
{
    public const int PerObject = 20;
    public const int Objects = 2000;

    private readonly Dictionary<string, List<KubeObject>> _byObject = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public void Apply(ChangeType type, KubeObject change)
    {
        var about = change.Root.StringAt("involvedObject", "uid") ?? "";
        if (about.Length == 0)
        {
            // After a break a deletion is known by the Event's own names alone.
            foreach (var known in type == ChangeType.Deleted ? _byObject.Values : Enumerable.Empty<List<KubeObject>>())
            {
                known.RemoveAll(e => e.Uid == change.Uid);
            }

            return;
        }

        if (!_byObject.TryGetValue(about, out var events))
        {
            if (type == ChangeType.Deleted)
            {
                return;
            }

            _byObject[about] = events = [];
            _order.Enqueue(about);
            if (_order.Count > Objects)
            {
                _byObject.Remove(_order.Dequeue());
            }
        }

        events.RemoveAll(e => e.Uid == change.Uid);
        if (type == ChangeType.Deleted)
        {
            return;
        }

        events.Add(change);
        if (events.Count > PerObject)
        {
            events.RemoveAt(0);
        }
    }

    /// <summary>The newest last; empty where there is none.</summary>
    public IReadOnlyList<KubeObject> About(string uid) => _byObject.TryGetValue(uid, out var events) ? events : [];
}
