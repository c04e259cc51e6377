using System.Globalization;

namespace Kubespy.Core.Tracing;

/// <summary>
/// Tells how ReplicaSets are scaled, and by what: the Deployment's own replicas, the room of a surge, a Pod that became Ready.
/// The controller decides by its ReplicaSets' availableReplicas, and the watch of ReplicaSets keeps the order of both: that is what
/// proves the cause. Which Pod it was, and which one stops, the watch of Pods tells earlier or later.
/// </summary>
internal sealed class ScalingStory(TraceLog log)
{
    private const int MaxKept = 100;

    /// <summary>So many may become Ready before one scaling is explained by them.</summary>
    private const int MaxReady = 10_000;

    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(2);

    /// <summary>Who stops or is Ready later than that is so for another reason.</summary>
    private static readonly TimeSpan Explains = TimeSpan.FromSeconds(30);

    private readonly List<(string ReplicaSet, ScaleDown Down)> _downs = [];
    private readonly List<(DateTimeOffset Time, PodState Pod, string Took, long Id)> _ready = [];
    private readonly Dictionary<string, long> _credited = new(StringComparer.Ordinal);
    private (DateTimeOffset Time, long From, long To, long Id, string Text)? _wish;
    private (DateTimeOffset Time, long From, long To, long Id, ScaleDown? Down)? _newestScaled;

    /// <summary>Somebody asked for another number of replicas.</summary>
    public void DeploymentScaled(DateTimeOffset time, string name, long from, long to, string hand)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"replicas {from} → {to}{hand}");
        var plain = string.Create(CultureInfo.InvariantCulture, $"replicas {from} -> {to}");
        if (_newestScaled is { } done && (done.From, done.To) == (from, to) && time - done.Time < Recent)
        {
            // The ReplicaSet's watch was ahead.
            if (done.Down is { } down)
            {
                down.What = text;
                log.Amend(down.Id, down.Text);
            }
            else
            {
                log.Amend(done.Id, text);
            }

            log.Tell(time, $"deploy/{name}", plain, "");
            return;
        }

        _wish = (time, from, to, log.Tell(time, $"deploy/{name}", plain, text), text);
    }

    /// <summary>It was there before the trace began: what is available of it explains nothing that comes.</summary>
    public void Known(ReplicaSetState replicaSet) => _credited[replicaSet.Uid] = replicaSet.Available;

    public void ReplicaSetScaled(DateTimeOffset time, long from, ReplicaSetState next, StoryScene scene)
    {
        var subject = $"rs/{next.Name}";
        var plain = string.Create(CultureInfo.InvariantCulture, $"{from} -> {next.Replicas}");
        var what = string.Create(CultureInfo.InvariantCulture, $"{next.Name} {from} → {next.Replicas}");
        var isNewest = scene.Newest?.Uid == next.Uid;
        var wish = isNewest && _wish is { } asked && (asked.From, asked.To) == (from, next.Replicas) ? _wish : null;
        _wish = wish is null ? _wish : null;
        if (next.Replicas > from)
        {
            log.Tell(time, subject, plain, "");
            var id = wish?.Id ?? log.Tell(time, subject, "", what + Surge(from, next, isNewest, scene));
            _newestScaled = isNewest ? (time, from, next.Replicas, id, null) : _newestScaled;
            return;
        }

        var down = new ScaleDown(time, wish?.Text ?? what, from - next.Replicas);
        if (scene.IsRecreate && wish is null && next.Replicas == 0)
        {
            down.What += " (Recreate)";
        }
        else if (!isNewest && scene.Newest is { } newest)
        {
            Explain(down, newest, scene);
        }

        log.Tell(time, subject, plain, "");
        down.Id = wish?.Id ?? log.Tell(time, subject, "", down.Text);
        _newestScaled = isNewest ? (time, from, next.Replicas, down.Id, down) : _newestScaled;
        _downs.Add((next.Uid, down));
        if (_downs.Count > MaxKept)
        {
            _downs.RemoveAt(0);
        }
    }

    /// <summary>A Pod stops: whether that was because its ReplicaSet was scaled down.</summary>
    public bool TryStop(DateTimeOffset time, PodState pod)
    {
        var at = _downs.FindIndex(d => d.ReplicaSet == pod.OwnerUid && d.Down.Stopping > 0 && time - d.Down.Time < Explains);
        if (at < 0)
        {
            return false;
        }

        var down = _downs[at].Down;
        down.AddStopped(pod.ShortName);
        log.Amend(down.Id, down.Text);
        return true;
    }

    /// <summary>A Pod of the newest revision became Ready: whether a scaling that was told already is explained by it.</summary>
    public bool TryCredit(DateTimeOffset time, PodState pod, string took)
    {
        if (_downs.Find(d => d.Down.Awaited > 0 && time - d.Down.Time < Explains).Down is not { } down)
        {
            return false;
        }

        down.Awaited--;
        down.AddReady(pod.ShortName);
        down.Became = took;
        log.Amend(down.Id, down.Text);
        return true;
    }

    /// <summary>A Pod of the newest revision became Ready, in a line of its own for now.</summary>
    public void Remember(DateTimeOffset time, PodState pod, string took, long id)
    {
        _ready.Add((time, pod, took, id));
        if (_ready.Count > MaxReady)
        {
            _ready.RemoveAt(0);
        }
    }

    private static string Surge(long from, ReplicaSetState next, bool isNewest, StoryScene scene)
    {
        var (wanted, asked) = (scene.Wanted, scene.Asked);
        return from > 0 || !isNewest || asked <= wanted || wanted == 0 ? ""
            : next.Replicas == 1 ? $"   surge allows a {Names.Ordinal(asked)} Pod"
            : string.Create(CultureInfo.InvariantCulture, $"   surge allows {asked} Pods");
    }

    /// <summary>An old ReplicaSet shrinks: because Pods of the newest became available, or because some may be missing.</summary>
    private void Explain(ScaleDown down, ReplicaSetState newest, StoryScene scene)
    {
        _ready.RemoveAll(r => r.Pod.OwnerUid != newest.Uid);
        var fresh = newest.Available - Math.Min(_credited.GetValueOrDefault(newest.Uid), newest.Available);
        _credited[newest.Uid] = newest.Available;
        if (fresh <= 0)
        {
            down.What += scene.Bounds.MaxUnavailable > 0 && newest.Available < scene.Wanted ? string.Create(CultureInfo.InvariantCulture, $"   {scene.Bounds.MaxUnavailable} may be unavailable")
                : "";
            return;
        }

        var known = _ready.Take((int)Math.Min(fresh, _ready.Count)).ToArray();
        _ready.RemoveRange(0, known.Length);
        down.Awaited = fresh - known.Length;
        down.Became = known.Length == 0 ? "Ready" : known.Length == 1 ? known[0].Took : "Ready";
        foreach (var (time, pod, _, id) in known)
        {
            down.AddReady(pod.ShortName);
            if (down.Time - time < Recent)
            {
                // The two lines become one.
                log.Remove(id);
            }
            else
            {
                down.Became = "available";
            }
        }
    }
}
