using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Timelines;

/// <summary>Folds Services and their EndpointSlices into which endpoint was ready when.</summary>
internal sealed class EndpointLedger
{
    private const int MaxServices = 1_000;

    /// <summary>Of each Service; later ones are not kept, and its curve still is.</summary>
    private const int MaxSpans = 20_000;

    private const int MaxMarks = 1_000;

    private readonly Dictionary<(string Namespace, string Name), Entry> _services = [];

    /// <summary>EndpointSlices were told of.</summary>
    public bool HasSlices { get; private set; }

    public void Apply(SourceEvent.ObjectChanged change)
    {
        if (change.Object.Kind == "Service")
        {
            if (Of(change.Object.Namespace, change.Object.Name) is { } service)
            {
                service.ApplyService(change);
            }
        }
        else if (change.Object.Label(ServiceFacts.SliceLabel) is { Length: > 0 } name)
        {
            HasSlices = true;
            Of(change.Object.Namespace, name)?.ApplySlice(change);
        }
    }

    /// <summary>The Services one of whose endpoints is such a Pod, or whose selector selects such labels.</summary>
    public IReadOnlyList<ServiceTimeline> For(string ns, IReadOnlySet<string> pods, IReadOnlyList<MapValue> labels) =>
    [
        .. _services.Where(s => s.Key.Namespace == ns && s.Value.Concerns(pods, labels))
            .OrderBy(s => s.Key.Name, StringComparer.Ordinal)
            .Select(s => s.Value.ToTimeline(s.Key.Namespace, s.Key.Name)),
    ];

    /// <summary>What was done to those Services.</summary>
    public IEnumerable<TimelineMark> MarksFor(IReadOnlyList<ServiceTimeline> services) => services.SelectMany(s => _services[(s.Namespace, s.Name)].Marks);

    /// <summary>Whether that Service ever sent traffic to the Pod, or selects it.</summary>
    public bool Sends(string ns, string name, PodHistory pod) =>
        _services.TryGetValue((ns, name), out var service) && pod.Namespace == ns && service.Concerns(new HashSet<string>(StringComparer.Ordinal) { pod.Uid }, [pod.Labels]);

    private Entry? Of(string ns, string name)
    {
        if (!_services.TryGetValue((ns, name), out var entry) && _services.Count < MaxServices)
        {
            _services[(ns, name)] = entry = new Entry();
        }

        return entry;
    }

    private sealed class Entry
    {
        private readonly Dictionary<string, EndpointState[]> _slices = new(StringComparer.Ordinal);
        private readonly Dictionary<string, (string PodUid, string Name, DateTimeOffset From)> _open = new(StringComparer.Ordinal);
        private readonly List<TrafficSpan> _spans = [];
        private readonly StepCurveBuilder _ready = new();
        private readonly HashSet<string> _everPods = new(StringComparer.Ordinal);
        private readonly List<TimelineMark> _marks = [];
        private MapValue _selector = MapValue.Empty;
        private bool _isKnown;
        private bool _publishesNotReady;
        private DateTimeOffset? _end;
        private bool _startsBefore;

        public IReadOnlyList<TimelineMark> Marks => _marks;

        public void ApplyService(SourceEvent.ObjectChanged change)
        {
            var selector = change.Object.Root.MapAt("spec", "selector") ?? MapValue.Empty;
            Mark(change, selector);
            _end = change.Type == ChangeType.Deleted ? change.Time : null;
            (_selector, _isKnown) = (selector, true);
            _publishesNotReady |= change.Object.Root.BoolAt("spec", "publishNotReadyAddresses") == true;
        }

        public void ApplySlice(SourceEvent.ObjectChanged change)
        {
            _startsBefore |= change.IsInitial && _ready.Last is null;
            if (change.Type == ChangeType.Deleted)
            {
                _slices.Remove(change.Object.Uid);
            }
            else
            {
                _slices[change.Object.Uid] = [.. EndpointState.Of(change.Object)];
            }

            var ready = new Dictionary<string, EndpointState>(StringComparer.Ordinal);
            foreach (var endpoint in _slices.Values.SelectMany(s => s).Where(e => e.IsReady))
            {
                // A Pod of two address families has an endpoint in a slice of each.
                ready.TryAdd(endpoint.PodUid.Length > 0 ? endpoint.PodUid : endpoint.Address, endpoint);
            }

            foreach (var (key, (uid, name, from)) in _open.Where(o => !ready.ContainsKey(o.Key)).ToArray())
            {
                _open.Remove(key);
                Keep(new TrafficSpan(uid, name, from, change.Time));
            }

            foreach (var (key, endpoint) in ready)
            {
                _open.TryAdd(key, (endpoint.PodUid, endpoint.PodName.Length > 0 ? endpoint.PodName : endpoint.Address, change.Time));
                _everPods.Add(endpoint.PodUid);
            }

            _ready.Add(change.Time, ready.Count);
        }

        public bool Concerns(IReadOnlySet<string> pods, IReadOnlyList<MapValue> labels) =>
            _everPods.Overlaps(pods) || (_selector.Count > 0 && LabelSelector.OfLabels(_selector) is var selector && labels.Any(selector.Matches));

        public ServiceTimeline ToTimeline(string ns, string name) =>
            new(ns, name, _ready.ToCurve(), [.. _spans.Concat(_open.Values.Select(o => new TrafficSpan(o.PodUid, o.Name, o.From, null))).OrderBy(s => s.From)], _publishesNotReady, _end) { StartsBefore = _startsBefore };

        private void Mark(SourceEvent.ObjectChanged change, MapValue selector)
        {
            var text = change.Type == ChangeType.Deleted ? "gone (who deleted it is not known)"
                : !_isKnown ? change.IsInitial ? "" : "created"
                : _selector.Equals(selector) ? ""
                : $"selector {LabelSelector.OfLabels(_selector)} → {LabelSelector.OfLabels(selector)}";
            if (text.Length > 0 && _marks.Count < MaxMarks)
            {
                _marks.Add(new TimelineMark(change.Time, MarkKind.Person, change.Object.Uid, $"svc/{change.Object.Name}", text));
            }
        }

        private void Keep(TrafficSpan span)
        {
            if (_spans.Count < MaxSpans)
            {
                _spans.Add(span);
            }
        }
    }
}
