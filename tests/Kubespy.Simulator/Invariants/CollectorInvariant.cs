using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;

namespace Kubespy.Simulator.Invariants;

/// <summary>The garbage collector owes nothing for long: what has lost all its owners is on its way out, and in the end all is gone that was to go.</summary>
internal sealed class CollectorInvariant(Scene scene) : IInvariant
{
    /// <summary>For so long it may, even while its controller manager crashes and its watches lag.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, DateTimeOffset> _owedSince = new(StringComparer.Ordinal);

    public void CheckPause()
    {
        var owed = Owed().Where(o => !o.IsBeingDeleted).ToDictionary(o => o.Uid, StringComparer.Ordinal);
        foreach (var uid in _owedSince.Keys.Where(uid => !owed.ContainsKey(uid)).ToList())
        {
            _owedSince.Remove(uid);
        }

        foreach (var (uid, dependent) in owed)
        {
            _owedSince.TryAdd(uid, scene.Now);
            scene.Require(scene.Now - _owedSince[uid] < Patience, dependent, $"not collected since {_owedSince[uid]:HH:mm:ss}, when its owner was gone");
        }
    }

    public void CheckEnd()
    {
        foreach (var dependent in Owed())
        {
            scene.Broken.Add($"{dependent} is left of an owner that is gone");
        }

        foreach (var left in Everything().Where(o => o.IsBeingDeleted))
        {
            scene.Broken.Add($"{left} is being deleted, and stays");
        }
    }

    private IEnumerable<KubeObject> Everything() => Resources.All.Where(r => r != Resources.Events).SelectMany(scene.All);

    private List<KubeObject> Owed()
    {
        var all = Everything().ToList();
        var uids = all.Select(o => o.Uid).ToHashSet(StringComparer.Ordinal);
        return [.. all.Where(o => o.OwnerReferences.Any() && !o.OwnerReferences.Any(owner => uids.Contains(owner.Uid)))];
    }
}
