using System.Globalization;

namespace Kubespy.Comparator;

/// <summary>What the controllers of StatefulSets, DaemonSets and Jobs did to their Pods: each that came, was told to go, or went.</summary>
/// <param name="Lines">In their order, with how many Pods were available at that moment.</param>
/// <param name="Ways">The same by Pod, with times.</param>
internal sealed record PodWrites(IReadOnlyList<string> Lines, IReadOnlyList<(string Name, List<(string State, double Time)> States)> Ways)
{
    /// <summary>The kinds whose Pods come and go without a ReplicaSet in between.</summary>
    public static readonly string[] Owners = ["StatefulSet", "DaemonSet", "Job"];

    /// <param name="ordered">The recording in the order of writes.</param>
    /// <param name="nameOf">A Pod's name without what is drawn by chance.</param>
    public static PodWrites Read(IEnumerable<RecordedEvent> ordered, Func<string, string> nameOf)
    {
        var available = new Availability();
        var (lines, going) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        var ways = new SortedDictionary<string, List<(string State, double Time)>>(StringComparer.Ordinal);
        foreach (var e in ordered.Where(e => e.Object.Kind == "Pod"))
        {
            available.Saw(e);
            if (e.Object.ControllerRef is not { } owner || !Owners.Contains(owner.Kind) || WhatOf(e, going) is not { } what)
            {
                continue;
            }

            var (name, state) = (nameOf(e.Object.Name), $"of {e.Object.Label("controller-revision-hash")} {what}");
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {state}, {available.At(e.Seconds)} available"));
            if (!ways.TryGetValue(name, out var way))
            {
                ways[name] = way = [];
            }

            way.Add((state, e.Seconds));
        }

        return new PodWrites(lines, [.. ways.Select(w => (w.Key, w.Value))]);
    }

    private static string? WhatOf(RecordedEvent e, HashSet<string> going) => e.Type switch
    {
        "ADDED" => "made",
        "DELETED" => "gone",
        _ => e.Object.IsBeingDeleted && going.Add(e.Object.Uid) ? "told to go" : null,
    };
}
