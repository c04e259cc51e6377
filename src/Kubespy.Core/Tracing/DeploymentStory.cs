using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>
/// Tells what happened to a Deployment and, where it is known, why. What is inferred follows from the order of events;
/// what cannot be known is said to be unknown (design.md, law 11).
/// </summary>
internal sealed class DeploymentStory(string name, string ns, TraceLog log)
{
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _scaledDown = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _warnings = new(StringComparer.Ordinal);
    private (DateTimeOffset Time, PodState Pod)? _lastReady;
    private readonly List<(DateTimeOffset Time, PodState Pod)> _unexplained = [];
    private readonly Dictionary<string, DateTimeOffset> _scaledUp = new(StringComparer.Ordinal);
    private (DateTimeOffset Time, PodState Pod)? _lastLoss;
    private (DateTimeOffset Time, PodState Pod, ReplicaSetState Owner)? _lastUnasked;

    public void Remember(PodState pod) => _words[pod.Uid] = pod.Word;

    public void DeploymentCreated(DateTimeOffset time, KubeObject deployment) => Tell(
        time, Subject("deploy", name), string.Create(CultureInfo.InvariantCulture, $"created, {deployment.Root.Int64At("spec", "replicas") ?? 1} replicas"),
        $"{name} created");

    public void DeploymentDeleted(DateTimeOffset time) => Tell(time, Subject("deploy", name), "deleted", $"{name} deleted (author unknown)");

    public void DeploymentChanged(DateTimeOffset time, KubeObject old, KubeObject next)
    {
        var changes = TemplateChanges.Between(Template(old), Template(next));
        if (changes.Count > 0)
        {
            var hand = Hand(next) is { } manager ? $" via {manager}" : "";
            // The new revision's line says it too; while paused there is none.
            var plain = next.Root.BoolAt("spec", "paused") == true ? $"template changed: {Plain(string.Join(", ", changes))}" : "";
            Tell(time, Subject("deploy", name), plain, $"{string.Join(", ", changes)}{hand}");
        }

        var (from, to) = (old.Root.Int64At("spec", "replicas") ?? 1, next.Root.Int64At("spec", "replicas") ?? 1);
        if (from != to)
        {
            var hand = Hand(next) is { } manager ? $" via {manager}" : "";
            Tell(time, Subject("deploy", name), $"replicas {from} -> {to}", $"replicas {from} → {to}{hand}");
        }

        var (wasPaused, isPaused) = (old.Root.BoolAt("spec", "paused") == true, next.Root.BoolAt("spec", "paused") == true);
        if (wasPaused != isPaused)
        {
            var word = isPaused ? "paused" : "resumed";
            Tell(time, Subject("deploy", name), word, word);
        }

        var (reason, before) = (Progress(next), Progress(old));
        if (reason == "ProgressDeadlineExceeded" && before != reason)
        {
            Tell(time, Subject("deploy", name), "progress deadline exceeded", "Kubernetes calls the rollout failed: progress deadline exceeded", isWarning: true);
        }

        if (next.IsBeingDeleted && !old.IsBeingDeleted)
        {
            Tell(time, Subject("deploy", name), "Terminating", $"{name} is being deleted");
        }
    }

    public void ReplicaSetChanged(DateTimeOffset time, ReplicaSetState? old, ReplicaSetState next, KubeObject? deployment, IEnumerable<ReplicaSetState> all, bool isNewest)
    {
        if (old is null || old.Revision != next.Revision)
        {
            TellRevision(time, next, all);
        }

        var from = old?.Replicas ?? 0;
        if (from == next.Replicas)
        {
            return;
        }

        if (next.Replicas < from)
        {
            _scaledDown[next.Uid] = time;
            _unexplained.RemoveAll(u => u.Pod.OwnerUid == next.Uid && time - u.Time < Recent);
        }
        else
        {
            _scaledUp[next.Uid] = time;
        }

        Tell(time, Subject("rs", next.Name), $"{from} -> {next.Replicas}", $"{next.Name} {from} → {next.Replicas}{Cause(time, from, next, deployment, all, isNewest)}");
    }

    public void PodChanged(DateTimeOffset time, PodState? old, PodState next, ReplicaSetState owner)
    {
        if (old is null)
        {
            _words[next.Uid] = next.Word;
            Explain(time, next.OwnerUid);
            if (_lastLoss is { } loss && time - loss.Time < Recent && (loss.Pod.OwnerUid.Length == 0 || loss.Pod.OwnerUid == next.OwnerUid))
            {
                TellReplacement(time, loss.Pod, next, owner);
            }
            else if (!_scaledUp.TryGetValue(owner.Uid, out var scaled) || time - scaled >= Recent)
            {
                _lastUnasked = (time, next, owner);
            }

            return;
        }

        TellLabels(time, old, next);
        var before = _words.GetValueOrDefault(next.Uid, old.Word);
        if (next.IsTerminating && !old.IsTerminating)
        {
            TellTermination(time, before, next, owner);
        }
        else if (next.Word != before && next.DeletionTimestamp is null)
        {
            TellWord(time, before, next);
        }

        _words[next.Uid] = next.Word;
    }

    public void PodGone(DateTimeOffset time, PodState pod)
    {
        _words.Remove(pod.Uid);
        Tell(time, Subject("pod", pod.Name), "gone", "");
    }

    public void PodReleased(DateTimeOffset time, PodState old, PodState pod, ReplicaSetState former)
    {
        TellLabels(time, old, pod);
        _lastLoss = (time, pod);
        Tell(time, Subject("pod", pod.Name), $"released by rs/{former.Name}", $"{former.Name} released it (ownerReference gone)");
        if (_lastUnasked is { } unasked && unasked.Owner.Uid == former.Uid && time - unasked.Time < Recent)
        {
            // The watch that tells of the replacement was ahead of the one that tells of the release.
            TellReplacement(time, pod, unasked.Pod, unasked.Owner);
        }
    }

    public void PodAdopted(DateTimeOffset time, PodState pod, ReplicaSetState owner) =>
        Tell(time, Subject("pod", pod.Name), $"adopted by rs/{owner.Name}", $"{pod.ShortName} is back: {owner.Name} adopted it");

    /// <summary>One line for each kind of warning; its repetitions are not told again.</summary>
    public void Warning(DateTimeOffset time, KubeObject warning)
    {
        var key = $"{warning.Root.StringAt("involvedObject", "name")} {warning.Root.StringAt("reason")}";
        _warnings[key] = _warnings.GetValueOrDefault(key) + 1;
        if (_warnings[key] == 1)
        {
            var message = warning.Root.StringAt("message") ?? "";
            var about = warning.Root.StringAt("involvedObject", "name") ?? "";
            Tell(time, "event", $"{about} {warning.Root.StringAt("reason")}: {message}", $"{Short(about)} {warning.Root.StringAt("reason")}: {message}", isWarning: true);
        }
    }

    private void TellReplacement(DateTimeOffset time, PodState lost, PodState next, ReplicaSetState owner)
    {
        var revision = owner.Revision > 0 ? string.Create(CultureInfo.InvariantCulture, $", revision {owner.Revision} stays") : "";
        Tell(time, Subject("pod", next.Name), "created instead of " + lost.Name, $"{next.ShortName} created instead; template unchanged{revision}");
        (_lastLoss, _lastUnasked) = (null, null);
    }

    private void TellLabels(DateTimeOffset time, PodState old, PodState pod)
    {
        if (ReferenceEquals(old.Labels, pod.Labels) || old.Labels.Equals(pod.Labels))
        {
            return;
        }

        foreach (var (label, value) in old.Labels)
        {
            if (pod.Labels[label] != value)
            {
                var what = pod.Labels[label] is { } other ? $"label {label} became {other.AsString()}" : $"lost label {label}";
                Tell(time, Subject("pod", pod.Name), what, $"{pod.ShortName} {what} (author unknown)");
            }
        }
    }

    private void TellRevision(DateTimeOffset time, ReplicaSetState next, IEnumerable<ReplicaSetState> all)
    {
        var former = all.Where(rs => rs.Uid != next.Uid && rs.Revision < next.Revision).MaxBy(rs => rs.Revision);
        var what = former is null ? "" : string.Join(", ", TemplateChanges.Between(former.Template, next.Template));
        var plain = former is null
            ? string.Create(CultureInfo.InvariantCulture, $"revision {next.Revision}")
            : string.Create(CultureInfo.InvariantCulture, $"revision {former.Revision} -> {next.Revision}{(what.Length == 0 ? "" : $", {Plain(what)}")}");
        Tell(time, Subject("deploy", name), plain, string.Create(CultureInfo.InvariantCulture, $"{next.Name} is revision {next.Revision}"));
    }

    private string Cause(DateTimeOffset time, long from, ReplicaSetState next, KubeObject? deployment, IEnumerable<ReplicaSetState> all, bool isNewest)
    {
        if (next.Replicas < from && !isNewest && _lastReady is { } ready && time - ready.Time < Recent)
        {
            return FormattableString.Invariant($"   {ready.Pod.ShortName} Ready in {(ready.Time - ready.Pod.CreatedAt).TotalSeconds:0.0}s freed {from - next.Replicas}");
        }

        var wanted = deployment?.Root.Int64At("spec", "replicas") ?? 0;
        var total = all.Sum(rs => rs.Replicas);
        return next.Replicas > from && isNewest && total > wanted && wanted > 0
            ? string.Create(CultureInfo.InvariantCulture, $"   surge allows {total} Pods")
            : "";
    }

    private void TellTermination(DateTimeOffset time, string before, PodState next, ReplicaSetState owner)
    {
        Tell(time, Subject("pod", next.Name), $"{before} -> Terminating", "");
        var isExpected = owner.Replicas == 0 || (_scaledDown.TryGetValue(owner.Uid, out var scaled) && time - scaled < Recent);
        if (!isExpected)
        {
            _unexplained.Add((time, next));
        }
    }

    /// <summary>
    /// A Pod that stops while its ReplicaSet is not scaled down was deleted by another: its replacement proves it.
    /// (Watches of different kinds are not ordered, so the scaling may be told after the Pod.)
    /// </summary>
    private void Explain(DateTimeOffset time, string ownerUid)
    {
        foreach (var (at, pod) in _unexplained.Where(u => u.Pod.OwnerUid == ownerUid && time - u.Time < Recent).ToArray())
        {
            _lastLoss = (at, pod);
            log.Add(new TraceLine(at, Subject("pod", pod.Name), "", $"{pod.ShortName} deleted, not by its ReplicaSet (author unknown)"));
        }

        _unexplained.RemoveAll(u => u.Pod.OwnerUid == ownerUid || time - u.Time >= Recent);
    }

    private void TellWord(DateTimeOffset time, string before, PodState next)
    {
        var took = "";
        if (next.IsReady)
        {
            _lastReady = (time, next);
            took = FormattableString.Invariant($" ({(time - next.CreatedAt).TotalSeconds:0.0}s)");
        }

        var isBad = next.Health == Health.Failing;
        var detail = next.Detail.Length == 0 ? "" : $": {next.Detail}";
        var foot = isBad ? $"{next.ShortName} {next.Word}{detail}" : next.IsReady ? $"{next.ShortName} Ready{took}" : "";
        Tell(time, Subject("pod", next.Name), $"{before} -> {next.Word}{took}{(isBad ? detail : "")}", foot, isBad);
    }

    private void Tell(DateTimeOffset time, string subject, string plain, string foot, bool isWarning = false) =>
        log.Add(new TraceLine(time, subject, plain, foot, isWarning));

    private string Subject(string kind, string of) => ns is "" or "default" ? $"{kind}/{of}" : $"{kind}/{of} -n {ns}";

    private static string Plain(string text) => text.Replace("→", "->", StringComparison.Ordinal);

    private static string Short(string podName) => podName[(podName.LastIndexOf('-') + 1)..];

    private static MapValue Template(KubeObject deployment) => deployment.Root.MapAt("spec", "template") ?? MapValue.Empty;

    private static string Progress(KubeObject deployment) =>
        deployment.Condition("Progressing").StringAt("reason") ?? "";

    /// <summary>The manager that managedFields prove to have written the spec last: a program, not a person.</summary>
    private static string? Hand(KubeObject deployment) => deployment.Metadata.ListAt("managedFields")
        .Where(e => e.StringAt("subresource") is null && e.MapAt("fieldsV1", "f:spec") is not null && e.StringAt("manager") != "kube-controller-manager")
        .MaxBy(e => e.StringAt("time"), StringComparer.Ordinal)
        .StringAt("manager");
}
