namespace Kubespy.Cli.Bother;

/// <summary>Everything that the adversary can do: from what there is, what it would write. Pure.</summary>
/// <param name="Name">As it is asked for.</param>
/// <param name="Help">What it does, in half a line.</param>
/// <param name="IsOfNodes">Its target is a node.</param>
/// <param name="Plan">The writes, by what there is, whom it is to meet, and chance.</param>
internal sealed record Mischief(string Name, string Help, bool IsOfNodes, Func<BotherScene, BotherTarget?, Random, Kubectl, IReadOnlyList<Deed>> Plan)
{
    public static readonly IReadOnlyList<Mischief> All =
    [
        new("kill", "delete a Pod", false, (s, t, r, k) => [PodMischief.Kill(s, t, r, k)]),
        new("relabel", "take from a Pod the label by which it is selected", false, (s, t, r, k) => [PodMischief.Relabel(s, t, r, k)]),
        new("crash", "end the processes of a Pod with exit code 1, once", false, (s, t, r, k) => [PodMischief.Crash(s, t, r, k)]),
        new("unready", "make the readiness probe of a Pod fail", false, (s, t, r, k) => [PodMischief.Unready(s, t, r, k)]),
        new("evict", "evict a Pod as kubectl drain does", false, (s, t, r, k) => [PodMischief.Evict(s, t, r, k)]),
        new("node-down", "cut the power of a node", true, (s, t, r, k) => [NodeMischief.Down(s, t, r, k)]),
        new("node-up", "switch it on again; all that are down where none is named", true, (s, t, _, k) => NodeMischief.Up(s, t, k)),
        new("bad-image", "roll out an image that cannot be pulled", false, (s, t, _, k) => [TemplateMischief.BadImage(s, t, k)]),
        new("slow-start", "roll out containers that take 20s to start", false, (s, t, _, k) => [TemplateMischief.SlowStart(s, t, k)]),
        new("quota", "admit no Pod beyond those that are there", false, (s, t, _, k) => [TemplateMischief.Quota(s, t, k)]),
    ];
}
