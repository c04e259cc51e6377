using Kubespy.Core.Objects;
using Kubespy.Core.Timelines;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Telemetry;

/// <summary>
/// A timeline as traces, one a rollout: the rollout, its ReplicaSets, their Pods that it made or took away, and what each of those went through. What is no
/// rollout, such as a creation, is one trace of all that was seen. Pure.
/// </summary>
internal static class OtlpTraces
{
    /// <summary>More spans are not exported: a rollout of thousands of Pods is one request still.</summary>
    private const int MostSpans = 20_000;

    /// <summary>The body of a request to <c>/v1/traces</c>.</summary>
    public static MapValue Of(Timeline timeline)
    {
        var spans = ListValue.Of(Spans(timeline).Take(MostSpans).Select(s => (Value)s.ToValue()));
        ListValue scopes = [MapValue.Of(("scope", OtlpResource.ScopeOf()), ("spans", spans))];
        ListValue resources = [MapValue.Of(("resource", OtlpResource.Of(timeline)), ("scopeSpans", scopes))];
        return MapValue.Of(("resourceSpans", resources));
    }

    public static IEnumerable<OtlpSpan> Spans(Timeline timeline)
    {
        RolloutSpan[] rollouts = timeline.Rollouts.Count > 0 ? [.. timeline.Rollouts] : [new RolloutSpan(timeline.From, null, IsWhole: false, IsComplete: false)];
        for (var i = 0; i < rollouts.Length; i++)
        {
            // What a rollout set off may end after it: it is the next one's only from when that begins.
            var until = i + 1 < rollouts.Length ? rollouts[i + 1].From : timeline.To;
            foreach (var span in OfRollout(timeline, rollouts[i], until))
            {
                yield return span;
            }
        }
    }

    private static IEnumerable<OtlpSpan> OfRollout(Timeline timeline, RolloutSpan rollout, DateTimeOffset until)
    {
        var subject = $"{ShortNames.Of(timeline.Kind)}/{timeline.Name}";
        var root = OtlpSpan.Root(
            $"{timeline.Uid}|{timeline.Namespace}|{subject}|{rollout.From.UtcTicks}",
            timeline.Rollouts.Count > 0 ? $"rollout {subject}" : $"trace {subject}",
            rollout.From,
            rollout.To ?? timeline.To);
        root.IsOk = rollout.IsComplete;
        root.Set(OtlpValue.Flag("kubespy.complete", rollout.IsComplete));
        root.Set(OtlpValue.Flag("kubespy.seen_whole", rollout.IsWhole));
        foreach (var (name, curve) in new[] { ("desired", timeline.Curves.Desired), ("floor", timeline.Curves.Floor), ("ceiling", timeline.Curves.Ceiling) })
        {
            if (curve.At(root.To) is { } value)
            {
                root.Set(OtlpValue.Number($"kubespy.{name}", value));
            }
        }

        foreach (var mark in timeline.Marks.Where(m => m.Time >= rollout.From && m.Time < until && !m.Subject.StartsWith("pod/", StringComparison.Ordinal)))
        {
            root.Tell(mark.Time, $"{mark.Subject} {mark.Text}", OtlpValue.Text("kubespy.by", mark.Kind.ToString().ToLowerInvariant()));
            if (mark is { Kind: MarkKind.Warning } && !rollout.IsComplete)
            {
                root.Failure = mark.Text;
            }
        }

        yield return root;
        foreach (var owner in timeline.Owners)
        {
            var pods = owner.Pods.Select(p => (Pod: p, Phases: Phases(p, rollout.From, until).ToArray())).Where(p => p.Phases.Length > 0).ToArray();
            if (pods.Length > 0)
            {
                foreach (var span in OfOwner(timeline, root, owner, pods))
                {
                    yield return span;
                }
            }
        }
    }

    private static IEnumerable<OtlpSpan> OfOwner(Timeline timeline, OtlpSpan root, OwnerLane owner, IReadOnlyList<(PodLane Pod, PhaseSpan[] Phases)> pods)
    {
        var parent = root;
        if (owner.Kind.Length > 0 && owner.Uid != timeline.Uid)
        {
            var kind = owner.Kind.ToLowerInvariant();
            parent = root.Child(owner.Uid, $"{kind} {owner.Name}", pods.Min(p => p.Phases[0].From), pods.Max(p => End(p.Phases, timeline)));
            parent.Set(OtlpValue.Text($"k8s.{kind}.name", owner.Name));
            parent.Set(OtlpValue.Text($"k8s.{kind}.uid", owner.Uid));
            if (owner.Revision > 0)
            {
                parent.Set(OtlpValue.Number("kubespy.revision", owner.Revision));
            }

            yield return parent;
        }

        foreach (var (pod, phases) in pods)
        {
            foreach (var span in OfPod(timeline, parent, pod, phases))
            {
                yield return span;
            }
        }
    }

    private static IEnumerable<OtlpSpan> OfPod(Timeline timeline, OtlpSpan parent, PodLane pod, PhaseSpan[] phases)
    {
        var span = parent.Child(pod.Uid, $"pod {pod.Name}", phases[0].From, End(phases, timeline));
        span.Set(OtlpValue.Text("k8s.pod.name", pod.Name));
        span.Set(OtlpValue.Text("k8s.pod.uid", pod.Uid));
        if (pod.Node.Length > 0)
        {
            span.Set(OtlpValue.Text("k8s.node.name", pod.Node));
        }

        foreach (var told in pod.Events.Where(e => e.Time >= span.From && e.Time <= span.To))
        {
            span.Tell(told.Time, told.Reason, OtlpValue.Text("message", told.Message), OtlpValue.Text("type", told.IsWarning ? "Warning" : "Normal"));
        }

        foreach (var failing in phases.Where(p => p.Phase == PodPhase.Failing))
        {
            span.Tell(failing.From, failing.Reason);
            span.Failure = failing.Reason;
        }

        if (pod.Spans[^1].Phase is PodPhase.Ready)
        {
            (span.Failure, span.IsOk) = ("", true);
        }

        yield return span;
        foreach (var (i, phase) in phases.Index())
        {
            var child = span.Child($"{i} {phase.Phase}", NameOf(phase.Phase), phase.From, phase.To ?? timeline.To);
            if (phase.Reason.Length > 0)
            {
                child.Set(OtlpValue.Text("kubespy.reason", phase.Reason));
            }

            if (phase.To is null)
            {
                child.Set(OtlpValue.Flag("kubespy.open", true));
            }

            child.Failure = phase.Phase == PodPhase.Failing ? phase.Reason : "";
            yield return child;
        }
    }

    /// <summary>What it went through because of the rollout: on its way to Ready, failing, or away. To be Ready is no work.</summary>
    private static IEnumerable<PhaseSpan> Phases(PodLane pod, DateTimeOffset from, DateTimeOffset until) =>
        pod.Spans.Where(s => s.Phase is not (PodPhase.Ready or PodPhase.Ended) && s.From >= from && s.From < until && !s.StartsBefore);

    private static DateTimeOffset End(PhaseSpan[] phases, Timeline timeline) => phases[^1].To ?? timeline.To;

    private static string NameOf(PodPhase phase) => phase switch
    {
        PodPhase.Pending => "schedule",
        PodPhase.Scheduled => "prepare",
        PodPhase.Pulling => "pull",
        PodPhase.Starting => "start",
        PodPhase.NotReady => "become ready",
        PodPhase.Failing => "fail",
        _ => "terminate",
    };
}
