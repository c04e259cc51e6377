using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Comparator;

/// <summary>
/// How many Pods are available at a moment of a recording: neither ended nor on their way out, and Ready for their ReplicaSet's
/// minReadySeconds. Conditions carry whole seconds, so a Pod may count up to one second before it has been seen Ready for so long.
/// </summary>
internal sealed class Availability
{
    private const double Rounding = 1;

    private readonly Dictionary<string, (double Since, string Owner)> _ready = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _minReadySeconds = new(StringComparer.Ordinal);

    public void Saw(RecordedEvent e)
    {
        if (e.Object.Kind == "ReplicaSet")
        {
            _minReadySeconds[e.Object.Name] = e.Object.Root.Int64At("spec", "minReadySeconds") ?? 0;
        }
        else if (PodView.Of(e.Object) is not { IsReady: true, IsActive: true } || e.Type == "DELETED")
        {
            _ready.Remove(e.Object.Uid);
        }
        else
        {
            _ready.TryAdd(e.Object.Uid, (e.Seconds, e.Object.ControllerRef?.Name ?? ""));
        }
    }

    public int At(double seconds) => _ready.Values.Count(p =>
        _minReadySeconds.GetValueOrDefault(p.Owner) is var least && (least == 0 || seconds - p.Since >= least - Rounding));
}
