using System.Globalization;
using System.Text.RegularExpressions;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Comparator;

/// <summary>
/// What a recording tells once everything is taken out that differs from run to run: names become the order of creation
/// (<c>rs1</c>, <c>rs1-pod</c>), uids, nodes, addresses and times go. Neighbouring equal states of an object are one.
/// </summary>
public sealed partial class Story
{
    /// <summary>Endpoints that were so for less than this, in seconds, merge into those that came next: how changes are gathered is a race.</summary>
    private const double Passing = 0.5;

    private static readonly string[] CountNames =
        ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas", "terminatingReplicas", "fullyLabeledReplicas"];

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private Story()
    {
    }

    /// <summary>
    /// Each ReplicaSet's creations and writes to spec.replicas, over all of them, in their order, with how many Pods were available at
    /// that moment; of StatefulSets, DaemonSets and Jobs each Pod that came, was told to go, or went.
    /// </summary>
    public List<string> Scaling { get; } = [];

    /// <summary>The conditions that the Deployment, or the Job, went through.</summary>
    public List<string> Conditions { get; } = [];

    /// <summary>The ways of the Pods: one line each, sorted.</summary>
    public List<string> Pods { get; } = [];

    /// <summary>The same with their times.</summary>
    public List<Way> PodWays { get; } = [];

    /// <summary>What controllers wrote and when: each ReplicaSet's spec.replicas, the Deployment's conditions, the Pods of other workloads.</summary>
    public List<Way> WriteWays { get; } = [];

    /// <summary>What the Service sent its traffic to: how many endpoints ready and not, and the port, of the slice and of the legacy object.</summary>
    public List<string> Endpoints { get; } = [];

    /// <summary>The counts in the status of the Deployment and of each ReplicaSet, where they stood for half a second or more.</summary>
    public List<string> Counts { get; } = [];

    /// <summary>What Events said, each with how often it was written, sorted.</summary>
    public List<string> Events { get; } = [];

    /// <summary>How each object came to its end.</summary>
    public List<string> Ends { get; } = [];

    public static Story Of(IReadOnlyList<RecordedEvent> recording)
    {
        var story = new Story();
        // The order of revisions is the order of writes over all kinds.
        var ordered = recording.Where(e => !e.IsInitial).OrderBy(e => Revision(e.Object)).ThenBy(e => e.Type == "DELETED").ToList();
        story.NameReplicaSets(ordered);
        story.ReadScaling(ordered);
        var writes = PodWrites.Read(ordered, story.Abstract);
        story.Scaling.AddRange(writes.Lines);
        story.WriteWays.AddRange(writes.Ways.Select(w => WayOf(w.Name, w.States)));
        story.ReadConditions(ordered);
        story.ReadPods(ordered);
        story.ReadEndpoints(ordered);
        story.ReadCounts(ordered);
        story.ReadEvents(recording.Where(e => !e.IsInitial));
        story.ReadEnds(ordered);
        return story;
    }

    private void NameReplicaSets(IReadOnlyList<RecordedEvent> ordered)
    {
        var number = 0;
        foreach (var made in ordered.Where(e => e.Type == "ADDED" && e.Object.Kind == "ReplicaSet"))
        {
            _names[made.Object.Name] = string.Create(CultureInfo.InvariantCulture, $"rs{++number}");
        }

        foreach (var made in ordered.Where(e => e.Type == "ADDED" && e.Object.Kind is "DaemonSet" or "Job"))
        {
            // Their own names stay; those of their Pods are drawn.
            _names[made.Object.Name] = made.Object.Name;
        }
    }

    private void ReadScaling(IEnumerable<RecordedEvent> ordered)
    {
        var available = new Availability();
        var sizes = new SortedDictionary<string, List<(string State, double Time)>>(StringComparer.Ordinal);
        foreach (var e in ordered.Where(e => e.Object.Kind == "Pod" || (e.Object.Kind == "ReplicaSet" && e.Type != "DELETED")))
        {
            available.Saw(e);
            if (e.Object.Kind == "Pod")
            {
                continue;
            }

            var (name, now) = (Name(e.Object.Name), $"{e.Object.Root.Int64At("spec", "replicas") ?? 0}");
            if (!sizes.TryGetValue(name, out var before))
            {
                sizes[name] = before = [];
            }

            if (before.Count == 0 || before[^1].State != now)
            {
                var what = before.Count == 0 ? $"made with {now}" : $"{before[^1].State} -> {now}";
                Scaling.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {what}, {available.At(e.Seconds)} available"));
                before.Add((now, e.Seconds));
            }
        }

        WriteWays.AddRange(sizes.Select(s => WayOf($"{s.Key} replicas", s.Value)));
    }

    private void ReadConditions(IEnumerable<RecordedEvent> ordered)
    {
        var states = ordered.Where(e => e.Object.Kind is "Deployment" or "Job").Select(e => (string.Join("; ", e.Object.Root.ListAt("status", "conditions")
            .Select(c => $"{c.StringAt("type")}={c.StringAt("status")} {c.StringAt("reason")} \"{Abstract(c.StringAt("message") ?? "")}\"")), e.Seconds));
        var way = WayOf("conditions", states);
        Conditions.AddRange(way.States);
        WriteWays.Add(way);
    }

    private void ReadPods(IEnumerable<RecordedEvent> ordered)
    {
        var ways = ordered.Where(e => e.Object.Kind == "Pod").GroupBy(e => e.Object.Uid).Select(pod =>
        {
            var owner = pod.Select(e => e.Object.ControllerRef?.Name).FirstOrDefault(n => n is not null) ?? "none";
            return WayOf($"{Name(owner)}-pod", pod.Select(e => (PodState(e), e.Seconds)));
        });
        // Of Pods that went the same way, the one that came to its end first is first.
        PodWays.AddRange(ways.OrderBy(p => p.Line, StringComparer.Ordinal).ThenBy(p => p.Times[^1] - p.Times[0]));
        Pods.AddRange(PodWays.Select(p => p.Line));
    }

    private void ReadEndpoints(IReadOnlyList<RecordedEvent> ordered)
    {
        foreach (var kind in new[] { "EndpointSlice", "Endpoints" })
        {
            var states = ordered.Where(e => e.Object.Kind == kind).ToList();
            var lasting = states.Where((e, i) => i == states.Count - 1 || states[i + 1].Seconds - e.Seconds >= Passing);
            Endpoints.AddRange(WayOf(kind, lasting.Select(e => (kind == "Endpoints" ? OfEndpoints(e) : OfSlice(e), e.Seconds))).States);
        }
    }

    private void ReadCounts(IReadOnlyList<RecordedEvent> ordered)
    {
        var all = ordered.Where(e => e.Object.Kind is "Deployment" or "ReplicaSet" || PodWrites.Owners.Contains(e.Object.Kind)).GroupBy(e => e.Object.Uid)
            .Select(g => WayOf($"{g.First().Object.Kind} {Name(g.First().Object.Name)}", g.Select(e => (CountsOf(e.Object), e.Seconds))));
        foreach (var way in all.OrderBy(w => w.Name, StringComparer.Ordinal))
        {
            var lasting = way.States.Where((_, i) => i == way.States.Count - 1 || way.Times[i + 1] - way.Times[i] >= Passing);
            Counts.AddRange(lasting.Select(s => $"{way.Name}: {s}"));
        }
    }

    private string CountsOf(KubeObject obj) => PodWrites.Owners.Contains(obj.Kind) ? StatusOf(obj) : string.Join(' ', CountNames.Select(n => $"{n} {obj.Root.Int64At("status", n)?.ToString(CultureInfo.InvariantCulture) ?? "-"}"));

    /// <summary>Everything but what has a time in it.</summary>
    private string StatusOf(KubeObject obj) => Abstract(MapValue.Of((obj.Status ?? MapValue.Empty)
        .Where(e => e.Key is not ("conditions" or "startTime" or "completionTime")).OrderBy(e => e.Key, StringComparer.Ordinal)).ToString());

    /// <summary>A Node's Events belong to no scenario; a load balancer's are of the embedded one, the recorded plane had none.</summary>
    private void ReadEvents(IEnumerable<RecordedEvent> arrived)
    {
        foreach (var e in arrived.Where(e => e.Object.Kind == "Event" && e.Object.Root.StringAt("involvedObject", "kind") is not ("Node" or "Service")).GroupBy(e => e.Object.Name))
        {
            var last = e.Last().Object.Root;
            Events.Add(Abstract($"{last.StringAt("involvedObject", "kind")} {last.StringAt("type")} {last.StringAt("reason")} {last.StringAt("message")}"));
        }

        Events.Sort(StringComparer.Ordinal);
    }

    private void ReadEnds(IReadOnlyList<RecordedEvent> ordered)
    {
        foreach (var end in ordered.Where(e => e.Object.Kind is "Deployment" or "ReplicaSet").GroupBy(e => e.Object.Uid).Select(g => g.Last()))
        {
            var status = end.Object.Status?.Without("conditions").Without("observedGeneration");
            Ends.Add($"{end.Object.Kind} {Name(end.Object.Name)} {(end.Type == "DELETED" ? "deleted" : Abstract(status?.ToString() ?? ""))} revision {end.Object.Annotation("deployment.kubernetes.io/revision")} history {end.Object.Annotation("deployment.kubernetes.io/revision-history")} owned {end.Object.OwnerReferences.Any()}");
        }

        foreach (var end in ordered.Where(e => e.Object.Kind == "ControllerRevision" || PodWrites.Owners.Contains(e.Object.Kind)).GroupBy(e => e.Object.Uid).Select(g => g.Last()))
        {
            Ends.Add($"{end.Object.Kind} {end.Object.Name} {(end.Type == "DELETED" ? "deleted" : StatusOf(end.Object))} revision {end.Object.Root.Int64At("revision")} owned {end.Object.OwnerReferences.Any()}");
        }

        Ends.Sort(StringComparer.Ordinal);
    }

    /// <summary>Neighbouring equal states are one.</summary>
    private static Way WayOf(string name, IEnumerable<(string State, double Time)> all)
    {
        var (states, times) = (new List<string>(), new List<double>());
        foreach (var (state, time) in all)
        {
            if (states.Count == 0 || states[^1] != state)
            {
                states.Add(state);
                times.Add(time);
            }
        }

        return new Way(name, states, times);
    }

    private static string OfSlice(RecordedEvent e)
    {
        var ready = e.Object.Root.ListAt("endpoints").Select(x => x.BoolAt("conditions", "ready") == true).ToList();
        return Destinations(e, ready.Count(r => r), ready.Count(r => !r), First(e.Object.Root.ListAt("ports")).Int64At("port"));
    }

    private static string OfEndpoints(RecordedEvent e)
    {
        var subsets = e.Object.Root.ListAt("subsets");
        return Destinations(
            e, subsets.Sum(s => s.ListAt("addresses").Count), subsets.Sum(s => s.ListAt("notReadyAddresses").Count),
            First(First(subsets).ListAt("ports")).Int64At("port"));
    }

    private static Value? First(ListValue list) => list.Count == 0 ? null : list[0];

    private static string Destinations(RecordedEvent e, int ready, int unready, long? port) => string.Create(
        CultureInfo.InvariantCulture, $"{e.Object.Kind}{(e.Type == "DELETED" ? " deleted" : "")}: {ready} ready, {unready} not, port {port}");

    private static long Revision(KubeObject obj) => long.Parse(obj.ResourceVersion, CultureInfo.InvariantCulture);

    private string PodState(RecordedEvent e)
    {
        var pod = e.Object;
        var conditions = pod.Root.ListAt("status", "conditions")
            .Select(c => $"{c.StringAt("type")}={c.StringAt("status")}{(c.StringAt("reason") is { } r ? "/" + r : "")}");
        var containers = pod.Root.ListAt("status", "containerStatuses").Select(c =>
        {
            var state = c.MapAt("state") ?? MapValue.Empty;
            var detail = state.Count == 0 ? "" : $"{state.Names[0]} {state.Values[0].StringAt("reason")} {state.Values[0].Int64At("exitCode")}";
            return $"{detail} restarts {c.Int64At("restartCount")}";
        });
        var deletion = pod.Metadata.Int64At("deletionGracePeriodSeconds") is { } grace ? $" grace {grace}" : "";
        return Abstract($"{(e.Type == "DELETED" ? "gone " : "")}{pod.Root.StringAt("status", "phase")}{deletion} gen {pod.Generation}/{pod.Status.Int64At("observedGeneration")} [{string.Join(',', conditions)}] [{string.Join(',', containers)}]{(pod.ControllerRef is null ? " free" : "")}");
    }

    private string Name(string name) => _names.GetValueOrDefault(name, name);

    /// <summary>The text without what is drawn by chance.</summary>
    private string Abstract(string text)
    {
        foreach (var (name, known) in _names)
        {
            text = Regex.Replace(text, Regex.Escape(name) + "(-[0-9]+)?-[a-z0-9]{5}(?![a-z0-9])", known + "$1-pod");
            text = text.Replace(name, known, StringComparison.Ordinal);
        }

        text = Uid().Replace(text, "UID");
        return Node().Replace(text, "to NODE");
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex("to (real|node)-[0-9]+")]
    private static partial Regex Node();
}
