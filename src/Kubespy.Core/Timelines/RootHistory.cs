using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Timelines;

/// <summary>What is kept of the object that a timeline is of: what it asked for, its rollouts, and what was done to it.</summary>
internal sealed class RootHistory(string kind, string ns, string name)
{
    private const int Most = 10_000;

    private readonly List<DesiredStep> _desired = [];
    private readonly List<RolloutSpan> _rollouts = [];
    private readonly List<TimelineMark> _marks = [];
    private readonly List<string> _uids = [];
    private readonly StepCurveBuilder _updated = new();
    private readonly RolloutProgress _progress = new();
    private readonly string _subject = $"{ShortNames.Of(kind)}/{name}";
    private KubeObject? _last;
    private bool? _hadFormer;

    /// <summary>Those that bore its name, one after the other.</summary>
    public IReadOnlyList<string> Uids => _uids;

    public string Namespace => ns;

    public IReadOnlyList<DesiredStep> Desired => _desired;

    public IReadOnlyList<RolloutSpan> Rollouts => _rollouts;

    public IReadOnlyList<TimelineMark> Marks => _marks;

    public StepCurve Updated => _updated.ToCurve();

    /// <summary>When it was first seen it had been changed before, so that something had served.</summary>
    public bool HadFormer => _hadFormer == true;

    /// <summary>When it was gone, or being deleted; null while it is neither.</summary>
    public DateTimeOffset? GoingSince { get; private set; }

    public void Apply(SourceEvent.ObjectChanged change)
    {
        var (next, old) = (change.Object, _last?.Uid == change.Object.Uid ? _last : null);
        if (change.Type == ChangeType.Deleted)
        {
            Mark(change.Time, MarkKind.Person, next, "gone (who deleted it is not known)");
            (_last, GoingSince) = (null, GoingSince ?? change.Time);
            _progress.Stop();
            CloseRollout(change.Time, isComplete: false);
            return;
        }

        _hadFormer ??= change.IsInitial && DeploymentRevision.Of(next) is var revision && (revision > 1 || (revision == 1 && next.Generation > 1));
        if (!_uids.Contains(next.Uid) && _uids.Count < Most)
        {
            _uids.Add(next.Uid);
        }

        GoingSince = next.IsBeingDeleted ? GoingSince ?? change.Time : null;
        if (DesiredStep.Of(change.Time, next) is { } desired && (_desired.Count == 0 || desired != _desired[^1] with { Time = desired.Time }) && _desired.Count < Most)
        {
            _desired.Add(desired);
        }

        if (kind != "Pod")
        {
            _updated.Add(change.Time, next.Status.Int64At("updatedReplicas") ?? next.Status.Int64At("updatedNumberScheduled") ?? 0);
        }

        MarkChanges(change, old);
        if (kind == "Deployment")
        {
            ApplyProgress(change, old);
        }

        _last = next;
    }

    private void ApplyProgress(SourceEvent.ObjectChanged change, KubeObject? old)
    {
        var done = _progress.Apply(change.Time, old, change.Object, change.IsInitial, isLate: false);
        var isNew = old is not null && !Equals(old.Root.MapAt("spec", "template"), change.Object.Root.MapAt("spec", "template"));
        if (_progress.Present == RolloutKind.Rollout && (isNew || _rollouts is not [.., { To: null }]))
        {
            CloseRollout(change.Time, isComplete: false);
            if (_rollouts.Count < Most)
            {
                _rollouts.Add(new RolloutSpan(change.Time, null, IsWhole: !change.IsInitial, IsComplete: false));
            }
        }
        else if (done is not null)
        {
            CloseRollout(change.Time, isComplete: true);
            Mark(change.Time, MarkKind.Controller, change.Object, "complete");
        }
    }

    private void CloseRollout(DateTimeOffset time, bool isComplete)
    {
        if (_rollouts is [.., { To: null } last])
        {
            _rollouts[^1] = last with { To = time, IsComplete = isComplete };
        }
    }

    private void MarkChanges(SourceEvent.ObjectChanged change, KubeObject? old)
    {
        var next = change.Object;
        if (old is null)
        {
            if (!change.IsInitial)
            {
                Mark(change.Time, MarkKind.Person, next, "created" + Via(FieldHand.OfChange(null, next)));
            }

            return;
        }

        var hand = FieldHand.OfChange(old, next);
        var who = hand == "kube-controller-manager" ? MarkKind.Controller : MarkKind.Person;
        if (old.Root.MapAt("spec", "template") is { } before && next.Root.MapAt("spec", "template") is { } after && TemplateChanges.Between(before, after) is { Count: > 0 } changes)
        {
            Mark(change.Time, who, next, string.Join(", ", changes) + Via(hand));
        }

        var (from, to) = (old.Spec.Int64At("replicas") ?? 1, next.Spec.Int64At("replicas") ?? 1);
        if (from != to && kind is "Deployment" or "StatefulSet" or "ReplicaSet")
        {
            var scaledBy = FieldHand.OfReplicas(old, next);
            var scaler = scaledBy == "kube-controller-manager scale" ? MarkKind.Controller : who;
            Mark(change.Time, scaler, next, string.Create(CultureInfo.InvariantCulture, $"{from} → {to} replicas{Via(scaledBy)}"));
        }

        var (wasPaused, isPaused) = (old.Spec.BoolAt("paused") == true, next.Spec.BoolAt("paused") == true);
        if (wasPaused != isPaused)
        {
            Mark(change.Time, who, next, (isPaused ? "paused" : "resumed") + Via(hand));
        }

        if (next.IsBeingDeleted && !old.IsBeingDeleted)
        {
            Mark(change.Time, MarkKind.Person, next, "being deleted (author unknown)");
        }

        if (Reason(next) == "ProgressDeadlineExceeded" && Reason(old) != "ProgressDeadlineExceeded")
        {
            Mark(change.Time, MarkKind.Warning, next, "ProgressDeadlineExceeded");
        }
    }

    private static string Reason(KubeObject obj) => obj.Condition("Progressing").StringAt("reason") ?? "";

    private static string Via(string hand) => hand.Length == 0 ? "" : $" via {hand}";

    private void Mark(DateTimeOffset time, MarkKind mark, KubeObject obj, string text)
    {
        if (_marks.Count < Most)
        {
            _marks.Add(new TimelineMark(time, mark, obj.Uid, _subject, text));
        }
    }
}
