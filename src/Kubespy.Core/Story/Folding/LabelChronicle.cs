using Kubespy.Core.Findings;
using Kubespy.Core.Objects;

namespace Kubespy.Core.Story.Folding;

/// <summary>Tells who was released and adopted by labels: Pods by their ReplicaSet or set, ReplicaSets by their Deployment.</summary>
internal sealed class LabelChronicle(Cast cast, Pages pages)
{
    private const int MostKept = 1000;

    private readonly Dictionary<string, (DateTimeOffset Time, string Label, Author Author)> _relabelled = new(StringComparer.Ordinal);
    private readonly List<(string Owner, long Id, string? Made)> _releases = [];
    private readonly List<(string Owner, long Id)> _adoptions = [];

    /// <summary>Labels changed by which its owner selects; who did it is told with what follows.</summary>
    public void Relabelled(DateTimeOffset time, KubeObject old, KubeObject next)
    {
        string[] changed = [.. old.Labels.Select(l => l.Key).Concat(next.Labels.Select(l => l.Key)).Distinct(StringComparer.Ordinal).Where(l => old.Labels[l] != next.Labels[l])];
        if (changed.Length == 0)
        {
            return;
        }

        if (_relabelled.Count > MostKept)
        {
            _relabelled.Clear();
        }

        var author = next.Labels.Count < old.Labels.Count && changed.All(l => next.Labels[l] is null) ? Author.OfRemoval : Writers.OfChange(old, next, ".metadata.labels");
        _relabelled[next.Uid] = (time, string.Join(", ", changed), author);
    }

    public void Released(DateTimeOffset time, KubeObject obj, string owner)
    {
        var (since, label, author) = TakeLabel(obj, time);
        var id = pages.Open(new Happening.Release(Subject(obj), since, OwnerName(owner), label, [])
        {
            Author = author,
            Evidence =
            [
                .. label.Length > 0 ? new[] { new Evidence(since, $"label {label} no longer matches", $"{obj.Kind} metadata.labels") } : [],
                new Evidence(time, $"ownerReference to {OwnerName(owner)} removed", $"{obj.Kind} metadata.ownerReferences"),
            ],
        });
        _releases.Add((owner, id, null));
    }

    public void Adopted(DateTimeOffset time, KubeObject obj, string owner)
    {
        var (since, label, author) = TakeLabel(obj, time);
        var id = pages.Tell(new Happening.Adoption(Subject(obj), since, OwnerName(owner), label, [])
        {
            Author = label.Length > 0 ? author : Author.None,
            Evidence =
            [
                .. label.Length > 0 ? new[] { new Evidence(since, $"label {label} matches again", author.IsKnown ? $"{obj.Kind} metadata.labels, {author.Basis}" : $"{obj.Kind} metadata.labels") } : [],
                new Evidence(time, $"ownerReference to {OwnerName(owner)} set", $"{obj.Kind} metadata.ownerReferences"),
            ],
        });
        _adoptions.Add((owner, id));
    }

    /// <summary>An owner made a Pod: whether that is for one that it released.</summary>
    public bool Made(PodLife life)
    {
        var at = _releases.FindIndex(r => r.Owner == life.OwnerUid && r.Made is null && pages.IsGoingOn(r.Id));
        if (at < 0)
        {
            return false;
        }

        var (owner, id, _) = _releases[at];
        _releases[at] = (owner, id, life.Uid);
        pages.Update<Happening.Release>(id, r => r with
        {
            Made = [.. r.Made, life.ShortName],
            Evidence = [.. r.Evidence, new Evidence(life.Seen, $"{life.Name} created instead", "Pod ownerReferences")],
        });
        return true;
    }

    /// <summary>A Pod became Ready, stopped or is gone.</summary>
    public void Ready(DateTimeOffset time, string pod)
    {
        foreach (var (_, id, _) in _releases.Where(r => r.Made == pod))
        {
            pages.Close(id, time, StoryOutcome.Complete);
        }
    }

    /// <summary>A Pod stops: whether it is one too many after an adoption.</summary>
    public void Stopped(PodLife life)
    {
        // Of a ReplicaSet that was adopted, and has the same template as another, that one's Pods are too many.
        if (_adoptions.FindLast(a => (a.Owner == life.OwnerUid || cast.IsRootUid(a.Owner)) && pages.IsOpen(a.Id)) is { Id: > 0 } adoption && cast.WantedBy(life.OwnerUid) <= cast.Pods.Active(life.OwnerUid))
        {
            pages.Update<Happening.Adoption>(adoption.Id, a => a with
            {
                Surplus = [.. a.Surplus, life.ShortName],
                Evidence = [.. a.Evidence, new Evidence(life.StopAt, $"{life.Name} stops: one too many", "Pod metadata.deletionTimestamp")],
            });
        }
    }

    /// <summary>Nobody is made for one that was released while nobody is missing.</summary>
    public void Settle(DateTimeOffset now)
    {
        foreach (var (owner, id, made) in _releases.ToArray())
        {
            if (pages.IsGoingOn(id) && made is null && now - pages[id].Begin >= Pages.Grace && (cast.IsGoing || cast.WantedBy(owner) <= cast.Pods.Active(owner)))
            {
                pages.Close(id, pages[id].Begin, StoryOutcome.Complete);
            }
        }

        _releases.RemoveAll(r => !pages.IsOpen(r.Id));
        _adoptions.RemoveAll(a => !pages.IsOpen(a.Id));
    }

    private (DateTimeOffset Since, string Label, Author Author) TakeLabel(KubeObject obj, DateTimeOffset time) => _relabelled.Remove(obj.Uid, out var change)
        ? change
        : (time, "", Author.Unknown("no change of its labels was seen"));

    private static string Subject(KubeObject obj) => $"{ShortNames.Of(obj.Kind)}/{obj.Name}";

    private string OwnerName(string uid) => cast.Store.Get(uid) is { } owner ? Subject(owner) : cast.IsRootUid(uid) ? cast.Subject : "its owner";
}
