using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tracing.Objects;

/// <summary>
/// Folds what a source tells into the trace of one object of any kind. What is shown is calculated from what is known, whenever it is
/// asked for; lines are told when an object's word changes.
/// </summary>
public sealed class ObjectTracer(IKindTrace kind, string name, string ns, long toleratedRestarts = 3) : ITracer
{
    /// <summary>Nothing that is shown moves faster than by the second.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly ObjectStore _store = new();
    private readonly EventIndex _events = new();
    private readonly TraceLog _log = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (KubeObject Pod, PodState State)> _podStates = new(StringComparer.Ordinal);
    private readonly List<SourceEvent.Probed> _probes = [];
    private readonly HashSet<string> _forbidden = new(StringComparer.Ordinal);
    private readonly HashSet<string> _synced = new(StringComparer.Ordinal);
    private readonly ContainerLogs _containerLogs = new();
    private (Verdict Verdict, string Reason)? _lastVerdict;
    private string _rootUid = "";
    private bool _wasDeleted;
    private bool _isCaughtUp;
    private bool _isDirty;
    private long _changes;
    private (long Changes, DateTimeOffset Now, KindState State)? _picture;
    private DateTimeOffset _last;
    private DateTimeOffset? _since;

    /// <summary>Found by UID: another group may have a kind of the same name.</summary>
    private KubeObject? Root => _store.Get(_rootUid);

    public int PodCount => _store.OfKind("Pod").Count;

    public void Apply(SourceEvent news)
    {
        _last = news.Time;
        switch (news)
        {
            case SourceEvent.ObjectChanged { Object.Kind: "Event" } change:
                ApplyEvent(change);
                break;
            case SourceEvent.ObjectChanged change:
                ApplyObject(change);
                break;
            case SourceEvent.LogRead log:
                ApplyLog(log);
                break;
            case SourceEvent.Probed probed:
                ApplyProbe(probed);
                break;
            case SourceEvent.CaughtUp:
                _isCaughtUp = true;
                break;
            default:
                if (news is SourceEvent.Forbidden forbidden)
                {
                    _forbidden.Add(forbidden.Resource.Resource);
                }
                else if (news is SourceEvent.Synced synced)
                {
                    _synced.Add(synced.Resource.Resource);
                }

                _log.Apply(news);
                break;
        }

        _isDirty = true;
        _changes++;
    }

    public IReadOnlyList<TraceLine> TakeLines()
    {
        if (_isDirty && _isCaughtUp)
        {
            _isDirty = false;
            TellVerdict();
        }

        return _log.Take();
    }

    Trace ITracer.Trace(DateTimeOffset now) => Trace(now);

    public ObjectTrace Trace(DateTimeOffset now)
    {
        var state = StateAt(now);
        return new ObjectTrace
        {
            Kind = kind.Kind,
            ShortKind = kind.ShortKind,
            Name = name,
            Namespace = ns,
            Now = now,
            Verdict = state.Verdict,
            Reason = state.Reason,
            Since = _since,
            Facts = state.Facts,
            Sections = state.Sections,
            Findings = state.Findings,
            Remedy = state.Remedy,
            Reached = state.Reached,
            Log = _log.Lines,
            ConnectionLost = _log.ConnectionLost,
        };
    }

    private TraceWorld WorldAt(DateTimeOffset now) => new(now, Root, _store, _events, toleratedRestarts)
    {
        Forbidden = _forbidden,
        Synced = _synced,
        Probes = _probes,
        StateOf = StateOf,
        LogOf = _containerLogs.Of,
    };

    /// <summary>The same for all who ask at that moment.</summary>
    private KindState StateAt(DateTimeOffset now)
    {
        if (_picture is not { } kept || kept.Changes != _changes || (now - kept.Now).Duration() > Moment)
        {
            _picture = kept = (_changes, now, CalculateAt(now));
        }

        return kept.State;
    }

    private KindState CalculateAt(DateTimeOffset now)
    {
        if (Root is not { } root)
        {
            // What does not exist when all is known is gone, whether or not its end was seen.
            HashSet<WaitFor> reached = _wasDeleted || _isCaughtUp ? [WaitFor.Deleted] : [];
            return _wasDeleted
                ? new KindState { Verdict = Verdict.Deleted, Reason = "it is gone", Reached = reached }
                : new KindState { Verdict = Verdict.Waiting, Reason = "it does not exist yet", Reached = reached };
        }

        var state = KindTraces.StateOf(kind, root, WorldAt(now));

        // What is not known yet may keep it from being what it seems.
        return _isCaughtUp ? state : state with { Reached = new HashSet<WaitFor>() };
    }

    private void ApplyObject(SourceEvent.ObjectChanged change)
    {
        var old = _store.Apply(change.Type, change.Object);
        if (change.Type == ChangeType.Deleted)
        {
            _containerLogs.Forget(change.Object.Uid);
            _podStates.Remove(change.Object.Uid);
        }

        var isRoot = IsRoot(change.Object);
        if (isRoot)
        {
            _rootUid = change.Type == ChangeType.Deleted && _rootUid != change.Object.Uid ? _rootUid : change.Object.Uid;
            _wasDeleted = change.Type == ChangeType.Deleted && Root is null;
        }

        var world = WorldAt(change.Time);
        var isPart = isRoot || kind.IsPart(change.Object, world) || (old is not null && kind.IsPart(old, world));
        if (!isPart || change.IsInitial)
        {
            return;
        }

        var (next, before) = (ObjectWord.Of(change.Object), old is null ? null : ObjectWord.Of(old));
        var foot = $"{change.Object.Name} ";
        if (change.Type == ChangeType.Deleted)
        {
            Tell(change, "gone", foot + "is gone");
        }
        else if (before is null)
        {
            Tell(change, isRoot || next.Word == ObjectWord.Exists ? "created" : $"created, {next.Word}", isRoot ? foot + "created" : "");
        }
        else if (before.Word != next.Word && !(isRoot && change.Object.Kind != "Pod"))
        {
            var detail = next.Health == Health.Failing && next.Detail.Length > 0 ? $": {next.Detail}" : "";
            Tell(change, $"{before.Word} -> {next.Word}{detail}", $"{foot}{next.Word}{detail}", next.Health == Health.Failing);
        }
    }

    /// <summary>Of thousands of Pods few change between two pictures.</summary>
    private PodState StateOf(KubeObject pod)
    {
        if (!_podStates.TryGetValue(pod.Uid, out var kept) || !ReferenceEquals(kept.Pod, pod))
        {
            _podStates[pod.Uid] = kept = (pod, PodState.Of(pod));
        }

        return kept.State;
    }

    private void ApplyProbe(SourceEvent.Probed probed)
    {
        var at = _probes.FindIndex(p => p.Check == probed.Check);
        var before = at < 0 ? null : _probes[at];
        if (at < 0)
        {
            _probes.Add(probed);
        }
        else
        {
            _probes[at] = probed;
        }

        if (before is null ? !probed.IsGood : before.IsGood != probed.IsGood)
        {
            var text = $"{probed.Check}: {(probed.IsGood ? "again" : probed.Text)}";
            _log.Add(new TraceLine(probed.Time, Subject(kind.ShortKind, name), text, $"{name} {text}", !probed.IsGood));
        }
    }

    private void ApplyLog(SourceEvent.LogRead log)
    {
        // Read before its Pod went, told after: nobody would ask for it again.
        if (_store.Get(log.PodUid) is not { } pod || !_containerLogs.Apply(log))
        {
            return;
        }

        foreach (var line in log.Lines)
        {
            _log.Add(new TraceLine(log.Time, Subject("pod", pod.Name), ContainerLogs.Shown(log.Container, line, isNamed: true), ""));
        }
    }

    private bool IsRoot(KubeObject obj) =>
        obj.Kind == kind.Kind && obj.Name == name && obj.Namespace == ns && obj.Gvk.Group == kind.Group;

    /// <summary>One line for each kind of warning about what is traced; its repetitions are not told again.</summary>
    private void ApplyEvent(SourceEvent.ObjectChanged change)
    {
        _events.Apply(change.Type, change.Object);
        var warning = change.Object.Root;
        if (change.IsInitial || change.Type == ChangeType.Deleted || warning.StringAt("type") != "Warning"
            || _store.Get(warning.StringAt("involvedObject", "uid") ?? "") is not { } about
            || !(about.Uid == Root?.Uid || kind.IsPart(about, WorldAt(change.Time)))
            || !_told.Add($"{about.Uid} {warning.StringAt("reason")}"))
        {
            return;
        }

        var text = $"{about.Name} {warning.StringAt("reason")}: {warning.StringAt("message")}";
        _log.Add(new TraceLine(change.Time, "event", text, text, true));
    }

    private void TellVerdict()
    {
        var state = StateAt(_last);
        if (state.IsPassing)
        {
            return;
        }

        var next = (state.Verdict, state.Reason);
        if (_lastVerdict is { } before && before.Verdict != next.Verdict)
        {
            var word = next.Verdict.ToString();
            var text = $"{char.ToLowerInvariant(word[0])}{word[1..]}{(next.Reason.Length == 0 ? "" : $": {next.Reason}")}";
            var counts = next.Verdict is Verdict.Complete or Verdict.Ready ? ObjectTrace.CountsOf(state.Facts) : "";
            _log.Add(new TraceLine(_last, Subject(kind.ShortKind, name), text + (counts.Length > 0 ? $"; {counts}" : ""), $"{name} {text}", next.Verdict is Verdict.Failed or Verdict.Stuck or Verdict.Unavailable));
        }

        _lastVerdict = next;
        _since = state.Verdict is Verdict.Complete or Verdict.Ready or Verdict.Waiting or Verdict.Paused ? null : _since ?? _last;
    }

    private void Tell(SourceEvent.ObjectChanged change, string plain, string foot, bool isWarning = false)
    {
        var obj = change.Object;
        _log.Add(new TraceLine(change.Time, Subject(ShortNames.Of(obj.Kind), obj.Name), plain, foot, isWarning));
    }

    /// <summary>Where several namespaces are traced, the view says which.</summary>
    private static string Subject(string ofKind, string of) => $"{ofKind}/{of}";
}
