using System.Globalization;

namespace Kubespy.Core.Tracing;

/// <summary>
/// Tells which Pods were lost and which were made instead. A Pod that stops while its ReplicaSet is not scaled down was deleted by
/// another hand: its replacement proves it. Who is expected anyway is counted, so the order of the watches does not matter.
/// </summary>
internal sealed class ReplacementStory(TraceLog log)
{
    private const int MaxKept = 1000;

    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, long> _expected = new(StringComparer.Ordinal);
    private readonly List<(DateTimeOffset Time, PodState Pod)> _unexplained = [];
    private readonly List<Loss> _losses = [];
    private readonly List<(DateTimeOffset Time, PodState Pod)> _unasked = [];
    private readonly HashSet<string> _wounded = new(StringComparer.Ordinal);
    private (string Owner, DateTimeOffset Time, List<PodState> Lost, List<string> Made, long LostId, long MadeId)? _kill;

    /// <summary>A ReplicaSet asks for so many Pods more than there are.</summary>
    public void Expect(ReplicaSetState owner, long missing)
    {
        var came = _unasked.RemoveAll(u => u.Pod.OwnerUid == owner.Uid);
        _expected[owner.Uid] = Math.Max(0, missing - came);
    }

    /// <summary>One that was there before the trace began, or that its owner asked for before it was seen.</summary>
    public void Known(PodState pod) => _expected[pod.OwnerUid] = Math.Max(0, _expected.GetValueOrDefault(pod.OwnerUid) - 1);

    public void Forget(string owner)
    {
        _expected.Remove(owner);
        _wounded.Remove(owner);
    }

    /// <summary>A Pod was made.</summary>
    public void Made(DateTimeOffset time, PodState pod, ReplicaSetState owner)
    {
        var unexplained = _unexplained.Where(u => u.Pod.OwnerUid == owner.Uid && time - u.Time < Recent).Select(u => u.Pod).ToArray();
        if (_expected.GetValueOrDefault(owner.Uid) > 0)
        {
            _expected[owner.Uid]--;
        }
        else if (unexplained.Length > 0)
        {
            _unexplained.RemoveAll(u => u.Pod.OwnerUid == owner.Uid);
            TellKill(time, unexplained, pod, owner);
        }
        else if (_kill is { } kill && kill.Owner == owner.Uid && kill.Made.Count < kill.Lost.Count && time - kill.Time < Recent)
        {
            TellKill(time, [], pod, owner);
        }
        else if (_losses.FindIndex(l => l.Owner == owner.Uid) is >= 0 and var at)
        {
            TellReplacement(time, _losses[at], pod, owner);
            _losses.RemoveAt(at);
        }
        else
        {
            // The watch that tells of the replacement may be ahead of the one that tells of the loss.
            Keep(_unasked, (time, pod));
        }
    }

    /// <summary>A Pod stops that nobody is known to have asked to; its replacement will tell, or the time that passes without one.</summary>
    public void Unexplained(DateTimeOffset time, PodState pod) => Keep(_unexplained, (time, pod));

    /// <summary>Its ReplicaSet was scaled down after all; the watch of Pods was ahead.</summary>
    public IReadOnlyList<PodState> TakeUnexplained(string owner, long most)
    {
        var taken = _unexplained.Where(u => u.Pod.OwnerUid == owner).Take((int)Math.Min(most, int.MaxValue)).ToArray();
        _unexplained.RemoveAll(u => taken.Contains(u));
        return [.. taken.Select(t => t.Pod)];
    }

    /// <summary>A Pod no longer counts for its ReplicaSet: released, or ended by itself. <paramref name="text"/> is what line <paramref name="id"/> says.</summary>
    public void Lost(DateTimeOffset time, PodState pod, ReplicaSetState owner, long id, string text, bool isRelease)
    {
        var loss = new Loss(owner.Uid, pod, id, text, isRelease);
        _wounded.Add(owner.Uid);
        if (_unasked.FindIndex(u => u.Pod.OwnerUid == owner.Uid && time - u.Time < Recent) is >= 0 and var at)
        {
            TellReplacement(time, loss, _unasked[at].Pod, owner);
            _unasked.RemoveAt(at);
            return;
        }

        _losses.Add(loss);
        if (_losses.Count > MaxKept)
        {
            _losses.RemoveAt(0);
        }
    }

    /// <summary>What a Pod that became Ready made whole again; empty where nothing was lost, or more is missing.</summary>
    public string Recovery(PodState pod, StoryScene scene)
    {
        if (!_wounded.Contains(pod.OwnerUid) || scene.IsRolling || scene.Pods.Count(p => p.IsReady && p.OwnerUid == pod.OwnerUid) < scene.Wanted)
        {
            return "";
        }

        _wounded.Remove(pod.OwnerUid);
        return string.Create(CultureInfo.InvariantCulture, $"; available {scene.Wanted}/{scene.Wanted} again");
    }

    private void TellKill(DateTimeOffset time, IReadOnlyList<PodState> lost, PodState made, ReplicaSetState owner)
    {
        _wounded.Add(owner.Uid);
        if (_kill is { } kill && kill.Owner == owner.Uid && time - kill.Time < Recent)
        {
            kill.Lost.AddRange(lost);
            kill.Made.Add(made.ShortName);
            log.Amend(kill.LostId, Killed(kill.Lost));
            log.Amend(kill.MadeId, Replaced(kill.Made, owner));
            log.Tell(time, $"pod/{made.Name}", Instead(kill.Lost, kill.Made.Count), "");
            return;
        }

        List<string> names = [made.ShortName];
        var lostId = log.Tell(time, "", "", Killed(lost));
        _kill = (owner.Uid, time, [.. lost], names, lostId, log.Tell(time, $"pod/{made.Name}", Instead(lost, 1), Replaced(names, owner)));
    }

    private void TellReplacement(DateTimeOffset time, Loss loss, PodState made, ReplicaSetState owner)
    {
        var plain = "created instead of " + loss.Pod.Name;
        if (loss.IsRelease)
        {
            log.Amend(loss.Id, $"{loss.Text}, created {made.ShortName}");
            log.Tell(time, $"pod/{made.Name}", plain, "");
            return;
        }

        log.Tell(time, $"pod/{made.Name}", plain, Replaced([made.ShortName], owner));
    }

    private static string Instead(IReadOnlyList<PodState> lost, int made) => made <= lost.Count ? $"created instead of {lost[made - 1].Name}" : "created instead";

    private static string Killed(IReadOnlyList<PodState> pods) => string.Join("; ", pods.GroupBy(p => p.Disruption).Select(g => Killed([.. g.Select(p => p.ShortName)], g.Key)));

    private static string Killed(string[] names, string disruption) => disruption.Length > 0
        ? $"{Names.Of(names)} {disruption}"
        : $"{Names.Of(names)} deleted, not by {Names.Verb(names, "its", "their")} ReplicaSet (author unknown)";

    private static string Replaced(List<string> names, ReplicaSetState owner)
    {
        var template = names.Count == 1 ? "template unchanged" : "";
        var revision = owner.Revision > 0 ? string.Create(CultureInfo.InvariantCulture, $"revision {owner.Revision} stays") : "";
        return $"{Names.Of(names)} created instead; {string.Join(", ", new[] { template, revision }.Where(p => p.Length > 0))}";
    }

    private static void Keep(List<(DateTimeOffset Time, PodState Pod)> list, (DateTimeOffset Time, PodState Pod) one)
    {
        list.RemoveAll(o => one.Time - o.Time >= Recent);
        list.Add(one);
        if (list.Count > MaxKept)
        {
            list.RemoveAt(0);
        }
    }

    private sealed record Loss(string Owner, PodState Pod, long Id, string Text, bool IsRelease);
}
