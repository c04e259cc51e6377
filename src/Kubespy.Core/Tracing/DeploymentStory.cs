using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>
/// Tells what happened to the Deployment itself and to its revisions. What is inferred follows from the order of events;
/// what cannot be known is said to be unknown (design.md, law 11).
/// </summary>
internal sealed class DeploymentStory(string name, TraceLog log, ScalingStory scaling)
{
    private readonly string _subject = $"deploy/{name}";
    private (MapValue Template, long Id, string Text)? _change;
    private (MapValue Template, long Id, string Revision)? _revision;
    private (string Uid, long Id)? _created;

    public void Created(DateTimeOffset time, KubeObject deployment) => _created = (
        deployment.Uid,
        log.Tell(time, _subject, string.Create(CultureInfo.InvariantCulture, $"created, {deployment.Root.Int64At("spec", "replicas") ?? 1} replicas"), $"{name} created{Via(FieldHand.OfChange(null, deployment))}"));

    public void Deleted(DateTimeOffset time) => log.Tell(time, _subject, "deleted", $"{name} is gone");

    public void Changed(DateTimeOffset time, KubeObject old, KubeObject next)
    {
        var hand = Via(FieldHand.OfChange(old, next));
        TellTemplate(time, old, next, hand);
        var (from, to) = (old.Root.Int64At("spec", "replicas") ?? 1, next.Root.Int64At("spec", "replicas") ?? 1);
        if (from != to)
        {
            scaling.DeploymentScaled(time, name, from, to, Via(FieldHand.OfReplicas(old, next)));
        }

        var (wasPaused, isPaused) = (IsPaused(old), IsPaused(next));
        if (wasPaused != isPaused)
        {
            var word = isPaused ? "paused" : "resumed";
            log.Tell(time, _subject, word, word + hand);
        }

        var (reason, before) = (Progress(next), Progress(old));
        if (reason == "ProgressDeadlineExceeded" && before != reason)
        {
            log.Tell(time, _subject, "ProgressDeadlineExceeded", "Kubernetes calls the rollout failed: ProgressDeadlineExceeded", isWarning: true);
        }

        if (next.IsBeingDeleted && !old.IsBeingDeleted)
        {
            var first = next.Finalizers.Contains("foregroundDeletion") ? "; first all that it owns" : next.Finalizers.Contains("orphan") ? "; what it owns stays" : "";
            log.Tell(time, _subject, "Terminating", $"{name} is being deleted (author unknown){first}");
        }
    }

    /// <summary>A ReplicaSet became the newest: made for a new template, or an old one whose template is wanted again.</summary>
    public void RevisionMade(DateTimeOffset time, ReplicaSetState? old, ReplicaSetState next, IEnumerable<ReplicaSetState> all)
    {
        var former = all.Where(rs => rs.Uid != next.Uid && rs.Revision < next.Revision).MaxBy(rs => rs.Revision);
        var revision = string.Create(CultureInfo.InvariantCulture, $"revision {next.Revision}");
        var again = old is { Revision: > 0 } ? string.Create(CultureInfo.InvariantCulture, $", revision {old.Revision} again") : "";
        if (former is null)
        {
            log.Tell(time, _subject, revision, "");
        }
        else
        {
            var whole = Plain(string.Join(", ", TemplateChanges.Between(former.Template, next.Template, isWhole: true)));
            var plain = string.Create(CultureInfo.InvariantCulture, $"revision {former.Revision} -> {next.Revision}");
            log.Tell(time, _subject, plain + (whole.Length == 0 ? "" : ", " + whole) + again, "");
        }

        if (_change is { } change && change.Template.Equals(next.Template))
        {
            log.Amend(change.Id, $"{change.Text}: {revision}{again}");
            _change = null;
            return;
        }

        if (former is null && _created is { } created)
        {
            log.Amend(created.Id, $"{name} created: {revision}");
            _created = null;
            return;
        }

        var what = former is null ? "" : string.Join(", ", TemplateChanges.Between(former.Template, next.Template));
        _revision = (next.Template, log.Tell(time, _subject, "", $"{what}{(what.Length > 0 ? ": " : "")}{revision}{again}"), revision + again);
    }

    /// <summary>What was under way is done; so many of its Pods are still terminating.</summary>
    public void Completed(DateTimeOffset time, RolloutDone done, long terminating)
    {
        var never = done.LowestWorthTelling switch
        {
            null => "",
            0 => "; meanwhile none was available",
            var lowest => string.Create(CultureInfo.InvariantCulture, $"; never fewer than {lowest} available"),
        };
        log.Close(time, _subject, done.Message(terminating), $"complete{done.Took}{never}");
    }

    private void TellTemplate(DateTimeOffset time, KubeObject old, KubeObject next, string hand)
    {
        var template = Template(next);
        var changes = TemplateChanges.Between(Template(old), template);
        if (changes.Count == 0)
        {
            return;
        }

        var text = string.Join(", ", changes) + hand;
        if (_revision is { } revision && revision.Template.Equals(template))
        {
            // The ReplicaSet's watch was ahead.
            log.Amend(revision.Id, $"{text}: {revision.Revision}");
            _revision = null;
            return;
        }

        // The new revision's line says it too; while paused there is none.
        var isPaused = IsPaused(next);
        var plain = isPaused ? $"template changed: {Plain(string.Join(", ", TemplateChanges.Between(Template(old), template, isWhole: true)))}" : "";
        _change = (template, log.Tell(time, _subject, plain, text + (isPaused ? ", waits while paused" : "")), text);
    }

    private static string Via(string hand) => hand.Length == 0 ? "" : $" via {hand}";

    private static string Plain(string text) => text.Replace("→", "->", StringComparison.Ordinal);

    private static bool IsPaused(KubeObject deployment) => deployment.Root.BoolAt("spec", "paused") == true;

    private static MapValue Template(KubeObject deployment) => deployment.Root.MapAt("spec", "template") ?? MapValue.Empty;

    private static string Progress(KubeObject deployment) => deployment.Condition("Progressing").StringAt("reason") ?? "";
}
