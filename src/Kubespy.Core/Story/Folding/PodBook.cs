namespace Kubespy.Core.Story.Folding;

/// <summary>The lives of the Pods of the story, in the order in which they were seen; of those that are gone the newest <see cref="MostGone"/> are kept.</summary>
internal sealed class PodBook
{
    public const int MostGone = 10_000;

    private readonly Dictionary<string, PodLife> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PodLife> _byName = new(StringComparer.Ordinal);
    private readonly List<PodLife> _all = [];
    private int _gone;

    public IReadOnlyList<PodLife> All => _all;

    public PodLife? Find(string uid) => _byUid.GetValueOrDefault(uid);

    /// <summary>The last of that name.</summary>
    public PodLife? Named(string name) => _byName.GetValueOrDefault(name);

    public void Add(PodLife life)
    {
        _byUid[life.Uid] = life;
        _byName[life.Name] = life;
        _all.Add(life);
    }

    public void Gone(PodLife life, DateTimeOffset time)
    {
        life.GoneAt = time;
        life.StopAt ??= time;
        _byUid.Remove(life.Uid);
        if (++_gone > MostGone)
        {
            _gone -= _all.RemoveAll(l => l.GoneAt is not null && _gone > MostGone / 2 && l.GoneAt < time - TimeSpan.FromHours(1));
            while (_gone > MostGone && _all.FindIndex(l => l.GoneAt is not null) is >= 0 and var at)
            {
                _all.RemoveAt(at);
                _gone--;
            }
        }
    }

    public IEnumerable<PodLife> Of(string owner) => _all.Where(l => l.OwnerUid == owner && l.GoneAt is null);

    public int Active(string owner) => _all.Count(l => l.OwnerUid == owner && l.IsActive);

    public int Ready(string owner) => _all.Count(l => l.OwnerUid == owner && l.IsReady);
}
