using System.Globalization;
using System.Text.RegularExpressions;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Conformance;

/// <summary>
/// What a recording tells once everything is taken out that differs from run to run: names become the order of creation
/// (<c>rs1</c>, <c>rs1-pod</c>), uids, nodes, addresses and times go. Neighbouring equal states of an object are one.
/// </summary>
public sealed partial class Story
{
    /// <summary>Endpoints that were so for less than this, in seconds, merge into those that came next: how changes are gathered is a race.</summary>
    private const double Passing = 0.5;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private Story()
    {
    }

    /// <summary>
    /// Each ReplicaSet's creations and writes to spec.replicas, over all of them, in their order, with how many Pods were Ready and
    /// not on their way out at that moment.
    /// </summary>
    public List<string> Scaling { get; } = [];

    /// <summary>The conditions that the Deployment went through.</summary>
    public List<string> Conditions { get; } = [];

    /// <summary>The ways of the Pods: one line each, sorted.</summary>
    public List<string> Pods { get; } = [];

    /// <summary>When each state of a Pod began, in seconds, in the order of <see cref="Pods"/>.</summary>
    public List<double[]> PodTimes { get; } = [];

    /// <summary>What the Service sent its traffic to: how many endpoints ready and not, and the port, of the slice and of the legacy object.</summary>
    public List<string> Endpoints { get; } = [];

    /// <summary>What Events said, each with how often it was written, sorted.</summary>
    public List<string> Events { get; } = [];

    /// <summary>How each object came to its end.</summary>
    public List<string> Ends { get; } = [];

    public static Story Of(IReadOnlyList<RecordedEvent> recording)
    {
        var story = new Story();
        story.Read(recording);
        return story;
    }

    private void Read(IReadOnlyList<RecordedEvent> recording)
    {
        var ordered = recording.Where(e => !e.IsInitial).ToList();
        var number = 0;
        foreach (var made in ordered.Where(e => e.Type == "ADDED" && e.Object.Kind == "ReplicaSet").OrderBy(e => Revision(e.Object)))
        {
            _names[made.Object.Name] = string.Create(CultureInfo.InvariantCulture, $"rs{++number}");
        }

        // The order of revisions is the order of writes over all kinds.
        var replicas = new Dictionary<string, long>(StringComparer.Ordinal);
        var ready = new HashSet<string>(StringComparer.Ordinal);
        foreach (var e in ordered.Where(e => e.Object.Kind == "Pod" || (e.Object.Kind == "ReplicaSet" && e.Type != "DELETED")).OrderBy(e => Revision(e.Object)))
        {
            if (e.Object.Kind == "Pod")
            {
                _ = PodView.Of(e.Object) is { IsReady: true, IsActive: true } ? ready.Add(e.Object.Uid) : ready.Remove(e.Object.Uid);
                continue;
            }

            var now = e.Object.Root.Int64At("spec", "replicas") ?? 0;
            if (!replicas.TryGetValue(e.Object.Name, out var before) || before != now)
            {
                var what = replicas.ContainsKey(e.Object.Name) ? $"{Name(e.Object.Name)} {before} -> {now}" : $"{Name(e.Object.Name)} made with {now}";
                Scaling.Add(string.Create(CultureInfo.InvariantCulture, $"{what}, {ready.Count} available"));
                replicas[e.Object.Name] = now;
            }
        }

        foreach (var e in ordered.Where(e => e.Object.Kind == "Deployment").OrderBy(e => Revision(e.Object)))
        {
            var conditions = e.Object.Root.ListAt("status", "conditions")
                .Select(c => $"{c.StringAt("type")}={c.StringAt("status")} {c.StringAt("reason")} \"{Abstract(c.StringAt("message") ?? "")}\"");
            AddDistinct(Conditions, string.Join("; ", conditions));
        }

        var pods = new List<(string Line, double[] Times)>();
        foreach (var pod in ordered.Where(e => e.Object.Kind == "Pod").GroupBy(e => e.Object.Uid))
        {
            var states = new List<string>();
            var times = new List<double>();
            foreach (var e in pod.OrderBy(e => Revision(e.Object)).ThenBy(e => e.Type == "DELETED"))
            {
                AddDistinct(states, PodState(e));
                if (states.Count > times.Count)
                {
                    times.Add(e.Seconds);
                }
            }

            var owner = pod.Select(e => e.Object.ControllerRef?.Name).FirstOrDefault(n => n is not null) ?? "none";
            pods.Add(($"{Name(owner)}-pod: {string.Join(" | ", states)}", [.. times]));
        }

        // Of Pods that went the same way, the one that came to its end first is first.
        pods = [.. pods.OrderBy(p => p.Line, StringComparer.Ordinal).ThenBy(p => p.Times[^1] - p.Times[0])];
        Pods.AddRange(pods.Select(p => p.Line));
        PodTimes.AddRange(pods.Select(p => p.Times));
        foreach (var kind in new[] { "EndpointSlice", "Endpoints" })
        {
            var states = ordered.Where(e => e.Object.Kind == kind).ToList();
            for (var i = 0; i < states.Count; i++)
            {
                if (i == states.Count - 1 || states[i + 1].Seconds - states[i].Seconds >= Passing)
                {
                    AddDistinct(Endpoints, kind == "Endpoints" ? OfEndpoints(states[i]) : OfSlice(states[i]));
                }
            }
        }

        // A Node's Events belong to no scenario; a load balancer's are of the embedded one, the recorded plane had none.
        foreach (var e in ordered.Where(e => e.Object.Kind == "Event" && e.Object.Root.StringAt("involvedObject", "kind") is not ("Node" or "Service")).GroupBy(e => e.Object.Name))
        {
            var last = e.Last().Object.Root;
            Events.Add(Abstract($"{last.StringAt("involvedObject", "kind")} {last.StringAt("type")} {last.StringAt("reason")} {last.StringAt("message")}"));
        }

        Events.Sort(StringComparer.Ordinal);
        foreach (var end in ordered.GroupBy(e => (e.Object.Kind, e.Object.Uid)).Select(g => g.Last()).Where(e => e.Object.Kind is "Deployment" or "ReplicaSet"))
        {
            var status = end.Object.Status?.Without("conditions").Without("observedGeneration");
            Ends.Add($"{end.Object.Kind} {Name(end.Object.Name)} {(end.Type == "DELETED" ? "deleted" : Abstract(status?.ToString() ?? ""))} revision {end.Object.Annotation("deployment.kubernetes.io/revision")} history {end.Object.Annotation("deployment.kubernetes.io/revision-history")} owned {end.Object.OwnerReferences.Any()}");
        }

        Ends.Sort(StringComparer.Ordinal);
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
            text = Regex.Replace(text, Regex.Escape(name) + "-[a-z0-9]{5}", known + "-pod");
            text = text.Replace(name, known, StringComparison.Ordinal);
        }

        text = Uid().Replace(text, "UID");
        return Node().Replace(text, "to NODE");
    }

    private static void AddDistinct(List<string> states, string state)
    {
        if (states.Count == 0 || states[^1] != state)
        {
            states.Add(state);
        }
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex("to (real|node)-[0-9]+")]
    private static partial Regex Node();
}
