namespace Kubespy.Core.Timelines.Invariants;

/// <summary>Something that is to hold all the time: its name, what it asks for in a sentence, and who judges it.</summary>
public sealed record Invariant(string Name, string Asks, Func<Timeline, InvariantResult> Judge)
{
    /// <summary>Every one, in the order in which they are told.</summary>
    public static readonly IReadOnlyList<Invariant> All =
    [
        new("floor", "During a rollout never fewer Pods are available than the strategy promises.", FloorInvariant.Judge),
        new("ceiling", "During a rollout never more Pods exist than the strategy promises, those being deleted not counted.", t => CeilingInvariant.Judge(t, withTerminating: false)),
        new("ceiling-terminating", "The same, those being deleted counted, too: what nodes and quotas have to bear. No strategy promises it.", t => CeilingInvariant.Judge(t, withTerminating: true)),
        new("no-endpoint-gap", "A Service that has had a ready endpoint has one as long as Pods are wanted.", EndpointGapInvariant.Judge) { NeedsEndpoints = true },
        new("no-traffic-unready", "No Service sends traffic to a Pod that is not Ready.", UnreadyTrafficInvariant.Judge) { NeedsEndpoints = true },
        new("one-revision", "Pods of two revisions never serve at once. Only the strategy Recreate promises it.", RevisionOverlapInvariant.Judge),
    ];

    /// <summary>It is judged from EndpointSlices, which not every trace watches.</summary>
    public bool NeedsEndpoints { get; init; }

    /// <summary>Those of a list of names with commas.</summary>
    /// <exception cref="FormatException">One is none; the message names all.</exception>
    public static IReadOnlyList<Invariant> Parse(IEnumerable<string> names) =>
    [
        .. names.SelectMany(n => n.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal).Select(name =>
            All.FirstOrDefault(i => i.Name == name) ?? throw new FormatException($"--assert takes {string.Join(", ", All.Select(i => i.Name))}, not {name}")),
    ];

    /// <summary>All of them over a timeline, each with what was not seen.</summary>
    public static IReadOnlyList<InvariantResult> JudgeAll(Timeline timeline) => [.. All.Select(i => i.Of(timeline))];

    /// <summary>How it fared, with what was not seen.</summary>
    public InvariantResult Of(Timeline timeline)
    {
        var result = Judge(timeline);
        var lost = timeline.Unseen.Where(u => u.IsLost).Select(u => u.Resource).Distinct(StringComparer.Ordinal).ToArray();
        string[] caveats =
        [
            .. lost.Length > 0 ? [$"some changes of {string.Join(", ", lost)} were not seen"] : Array.Empty<string>(),
            .. timeline.Omitted > 0 ? [$"{timeline.Omitted} objects were too many to be looked at"] : Array.Empty<string>(),
        ];
        return result with { Caveat = string.Join("; ", caveats) };
    }
}
