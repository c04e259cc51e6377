using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Story.Folding;

/// <summary>Tells of the Services that select, or once selected, the Pods of the story: made, changed, deleted, without a ready endpoint.</summary>
internal sealed class ServiceChronicle(Cast cast, Pages pages)
{
    private const string ServiceName = "kubernetes.io/service-name";

    /// <summary>What has no endpoint again so soon is the same trouble.</summary>
    private static readonly TimeSpan Relapse = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Watch> _watches = new(StringComparer.Ordinal);

    public void Changed(DateTimeOffset time, KubeObject? old, KubeObject? next, bool isFromBefore)
    {
        var service = next ?? old!;
        var isKnown = _watches.TryGetValue(service.Uid, out var watch);
        if (!isKnown && (next is null || !IsOurs(next)))
        {
            return;
        }

        var subject = $"svc/{service.Name}";
        if (next is null)
        {
            pages.Close(watch!.Gap, time, StoryOutcome.Deleted);
            if (cast.Kind == "Service")
            {
                // The root's own end is told as any root's.
                _watches.Remove(service.Uid);
                return;
            }

            pages.Tell(new Happening.Deletion(subject, time, "") { Author = Author.OfDeletion, Evidence = [new Evidence(time, "DELETED", "watch of Service")] });
            _watches.Remove(service.Uid);
            return;
        }

        if (!isKnown)
        {
            _watches[next.Uid] = watch = new Watch(next.Name);
            if (old is null && !isFromBefore && cast.Kind != "Service")
            {
                pages.Tell(new Happening.Creation(subject, time, null, 0) { Author = Writers.OfCreation(next), Evidence = [new Evidence(next.CreationTimestamp, "creationTimestamp", "Service")] });
            }

            Count(time, watch);
        }

        if (old is not null && ChangesOf(old, next) is { Count: > 0 } changes)
        {
            watch!.LastChange = (time, changes[0]);
            pages.Tell(new Happening.ServiceChange(subject, time, changes)
            {
                Author = Writers.OfChange(old, next, ".spec"),
                Evidence = [new Evidence(time, string.Join(", ", changes), "Service spec")],
            });
        }
    }

    /// <summary>The root has come, or its labels have changed: Services that were there before may select it.</summary>
    public void Look(IEnumerable<(KubeObject Service, DateTimeOffset Seen, bool IsFromBefore)> services)
    {
        foreach (var (service, seen, isFromBefore) in services.Where(s => !_watches.ContainsKey(s.Service.Uid)))
        {
            Changed(seen, null, service, isFromBefore);
        }
    }

    public void SliceChanged(DateTimeOffset time, KubeObject slice)
    {
        var name = slice.Label(ServiceName);
        foreach (var watch in _watches.Values.Where(w => w.Name == name))
        {
            Count(time, watch);
        }
    }

    public void Settle(DateTimeOffset now)
    {
        foreach (var watch in _watches.Values.Where(w => w.Over is { } over && now - over >= Relapse))
        {
            pages.LetGo(watch.Gap);
            (watch.Gap, watch.Over) = (null, null);
        }
    }

    /// <summary>One that goes on: how long it has by now.</summary>
    public static Happening.NoEndpoints AsOf(Happening.NoEndpoints gap, DateTimeOffset now) =>
        gap with { Total = gap.Total + (now - (gap.Waits is [.., var last] ? last.Since : gap.Begin)) };

    private void Count(DateTimeOffset time, Watch watch)
    {
        var slices = cast.Store.OfKind("EndpointSlice").Where(s => s.Namespace == cast.Namespace && s.Label(ServiceName) == watch.Name).ToArray();
        var ready = slices.Sum(s => EndpointState.Of(s).Count(e => e.IsReady));
        if (ready > 0)
        {
            watch.HadReady = true;
            if (pages.IsGoingOn(watch.Gap))
            {
                var by = watch.LastChange is { } change && time - change.Time < Pages.Grace ? change.What : "";
                pages.Update<Happening.NoEndpoints>(watch.Gap, g => g with
                {
                    Total = g.Total + (time - watch.Since),
                    UnblockedBy = by,
                    Waits = [.. g.Waits.Take(g.Waits.Count - 1), new Wait($"svc/{watch.Name}", "a ready endpoint", watch.Since, time, by)],
                });
                pages.Close(watch.Gap, time, StoryOutcome.Complete, isHeld: true);
                watch.Over = time;
            }

            return;
        }

        if (!watch.HadReady || pages.IsGoingOn(watch.Gap))
        {
            return;
        }

        watch.Since = time;
        var why = watch.LastChange is { } cause && time - cause.Time < Pages.Grace ? cause.What
            : cast.IsGoing ? $"{cast.Name} is deleted, and its Pods with it"
            : cast.Root is { } root && WorkloadFacts.IsWorkload(root.Kind) && cast.Wanted == 0 ? $"{cast.Name} is scaled to zero"
            : slices.Any(s => EndpointState.Of(s).Any()) ? "none of the Pods it selects is Ready" : "it selects no Pod that runs";
        var wait = new Wait($"svc/{watch.Name}", "a ready endpoint", time, null);
        if (pages.IsOpen(watch.Gap))
        {
            watch.Over = null;
            pages.Reopen(watch.Gap);
            pages.Update<Happening.NoEndpoints>(watch.Gap, g => g with { Times = g.Times + 1, UnblockedBy = "", Waits = [.. g.Waits, wait] });
            return;
        }

        watch.Gap = pages.Open(new Happening.NoEndpoints($"svc/{watch.Name}", time, 1, TimeSpan.Zero, why, "")
        {
            Waits = [wait],
            Evidence = [new Evidence(time, Invariant($"0 ready endpoints in {slices.Length} EndpointSlice{(slices.Length == 1 ? "" : "s")}"), "EndpointSlice endpoints")],
        });
    }

    private bool IsOurs(KubeObject service)
    {
        if (service.Namespace != cast.Namespace || service.Root.MapAt("spec", "selector") is not { Count: > 0 } labels)
        {
            return false;
        }

        var selector = LabelSelector.OfLabels(labels);
        return cast.Kind == "Service" ? service.Name == cast.Name
            : cast.Kind == "Pod" ? cast.LastRoot is { } pod && selector.Matches(pod.Labels)
            : cast.LastRoot is { } root && root.Root.MapAt("spec", "template", "metadata", "labels") is { } podLabels && selector.Matches(podLabels);
    }

    private static List<string> ChangesOf(KubeObject old, KubeObject next)
    {
        var changes = new List<string>();
        var (before, after) = (old.Root.MapAt("spec", "selector") ?? MapValue.Empty, next.Root.MapAt("spec", "selector") ?? MapValue.Empty);
        if (!before.Equals(after))
        {
            changes.Add($"selector {LabelSelector.OfLabels(before)} → {LabelSelector.OfLabels(after)}");
        }

        foreach (var port in next.Root.ListAt("spec", "ports"))
        {
            var same = old.Root.ListAt("spec", "ports").FirstOrDefault(p => p["port"] == port["port"] && p["protocol"] == port["protocol"]);
            if (same is null)
            {
                changes.Add($"port {port["port"]} added");
            }
            else if (same["targetPort"] != port["targetPort"])
            {
                changes.Add($"port {port["port"]} targetPort {Text(same["targetPort"])} → {Text(port["targetPort"])}");
            }
        }

        changes.AddRange(old.Root.ListAt("spec", "ports").Where(p => next.Root.ListAt("spec", "ports").All(n => n["port"] != p["port"] || n["protocol"] != p["protocol"])).Select(p => $"port {p["port"]} removed"));
        if (old.Root.StringAt("spec", "type") is { } type && next.Root.StringAt("spec", "type") is { } now && type != now)
        {
            changes.Add($"type {type} → {now}");
        }

        return changes;
    }

    private static string Text(Value? value) => value is StringValue text ? text.Text : value?.ToString() ?? "unset";

    private sealed class Watch(string name)
    {
        public string Name => name;

        public bool HadReady { get; set; }

        public long? Gap { get; set; }

        /// <summary>Since when it is without, this time.</summary>
        public DateTimeOffset Since { get; set; }

        public DateTimeOffset? Over { get; set; }

        public (DateTimeOffset Time, string What)? LastChange { get; set; }
    }
}
