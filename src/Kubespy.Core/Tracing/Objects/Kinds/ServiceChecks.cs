using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>The checklist of a Service: each line a verdict with its evidence; then its Pods with what their endpoints say.</summary>
internal static class ServiceChecks
{
    public static IReadOnlyList<TraceSection> Of(ServiceFacts facts, IReadOnlyList<NearMiss> misses)
    {
        List<TraceRow> checks = facts.IsExternalName
            ? [Alias(facts)]
            : [Selects(facts, misses), Pods(facts), Endpoints(facts), .. LegacyEndpoints(facts), .. ServicePorts.Rows(facts), ServiceAddress.Row(facts), Dns(facts), .. Probes(facts), .. ServiceTraffic.Rows(facts)];
        List<TraceSection> sections = [new("", "", [.. checks.Where(c => c.Word.Length > 0)])];
        if (facts.Pods.Count > 0)
        {
            sections.Add(new TraceSection("Pods", "", [.. facts.Pods.Select(p => PodRow(p, facts))]));
        }

        var known = facts.Pods.Select(p => p.Uid).ToHashSet(StringComparer.Ordinal);
        var others = facts.Endpoints.Where(e => !known.Contains(e.PodUid)).ToArray();
        if (others.Length > 0)
        {
            sections.Add(new TraceSection("Endpoints", facts.Pods.Count > 0 ? "of none of these Pods" : "", [.. others.Select(OtherRow)]));
        }

        return sections;
    }

    private static TraceRow Alias(ServiceFacts facts)
    {
        var target = facts.Service.Root.StringAt("spec", "externalName") ?? "";
        return TraceRow.Of("alias", Health.Ready, $"{DnsName(facts.Service)} → {target} (CNAME); it has no Pods, no endpoints and no address of its own");
    }

    private static TraceRow Selects(ServiceFacts facts, IReadOnlyList<NearMiss> misses)
    {
        const string Name = "selector";
        if (facts.Selector.Count == 0)
        {
            return TraceRow.Of(Name, Health.Aside, "none: its endpoints are written by someone else");
        }

        if (facts.IsForbidden("pods"))
        {
            return TraceRow.Of(Name, Health.Aside, $"{facts.SelectorText}: Pods may not be read, so whom it selects is not known");
        }

        if (facts.LivePods.Count > 0)
        {
            return TraceRow.Of(Name, Health.Ready, $"{facts.SelectorText} selects {PodRows.Counted(facts.LivePods.Count, "Pod")}");
        }

        return TraceRow.Of(Name, Health.Failing, $"{facts.SelectorText} selects no Pod", misses.Count > 0
            ? misses.Select(m => $"{m.Text}: {m.Remedy(facts.Scope)}").Concat(Maker(misses))
            : ["no Pod of the namespace misses it by one label only"]);
    }

    /// <summary>A label put on by hand is gone with the Pod.</summary>
    private static IEnumerable<string> Maker(IReadOnlyList<NearMiss> misses) => misses.Select(m => m.Pod.ControllerRef).OfType<OwnerReference>().Take(1)
        .Select(o => $"their replacements lack it again unless the template of {ShortNames.Of(o.Kind)}/{o.Name} has it; or correct the selector");

    private static TraceRow Pods(ServiceFacts facts)
    {
        var (ready, all) = (facts.ReadyPods.Count, facts.LivePods.Count);
        return all == 0
            ? TraceRow.Of("Pods", Health.Ready, "")
            : TraceRow.Of("Pods", ready == 0 ? Health.Failing : ready < all ? Health.Coming : Health.Ready, string.Create(CultureInfo.InvariantCulture, $"{ready} of {all} Ready"));
    }

    private static TraceRow Endpoints(ServiceFacts facts)
    {
        const string Name = "endpoints";
        if (facts.IsForbidden("endpointslices"))
        {
            return TraceRow.Of(Name, Health.Aside, "EndpointSlices may not be read");
        }

        var ready = facts.ReadyEndpoints.Count();
        var counts = facts.Endpoints.GroupBy(e => e.Word).OrderByDescending(g => g.Key == "ready").Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key}"));
        var text = $"{(facts.Endpoints.Count == 0 ? "none" : string.Join(", ", counts))} in {PodRows.Counted(facts.Slices.Count, "EndpointSlice")}";
        var missing = facts.ReadyPods.Where(p => !facts.EndpointsOf(p).Any()).Select(p => $"{p.Name} is Ready, but in no EndpointSlice yet").ToArray();
        var stale = facts.LivePods.Where(p => !facts.PublishesNotReady && !PodView.Of(p).IsReady && facts.EndpointsOf(p).Any(e => e.IsReady))
            .Select(p => $"{p.Name} is not Ready, but its endpoint still is");
        return TraceRow.Of(Name, ready == 0 ? Health.Failing : missing.Length > 0 || ready < facts.LivePods.Count ? Health.Coming : Health.Ready, text, missing.Concat(stale).Take(3));
    }

    private static IEnumerable<TraceRow> LegacyEndpoints(ServiceFacts facts)
    {
        if (facts.Legacy is not { } legacy)
        {
            yield break;
        }

        var addresses = legacy.Root.ListAt("subsets").SelectMany(s => s.ListAt("addresses")).Select(a => a.StringAt("ip") ?? "").ToHashSet(StringComparer.Ordinal);
        var ready = facts.ReadyEndpoints.Select(e => e.Address).ToHashSet(StringComparer.Ordinal);
        var isTruncated = legacy.Annotation("endpoints.kubernetes.io/over-capacity") == "truncated";
        if (facts.IsForbidden("endpointslices") || !ready.IsSupersetOf(addresses) || (addresses.Count < ready.Count && !isTruncated))
        {
            yield return TraceRow.Of("Endpoints of old", Health.Coming, string.Create(CultureInfo.InvariantCulture, $"{addresses.Count} ready; the EndpointSlices say {ready.Count}"));
        }
    }

    private static TraceRow Dns(ServiceFacts facts) => TraceRow.Of(
        "DNS name", Health.Ready, DnsName(facts.Service) + (facts.IsHeadless ? ": the addresses of its endpoints" : facts.ClusterIp.Length > 0 ? $": {string.Join(", ", facts.ClusterIps)}" : ""));

    /// <summary>In a cluster whose domain is the usual one: no object tells it.</summary>
    private static string DnsName(KubeObject service) => $"{service.Name}.{service.Namespace}.svc.cluster.local";

    /// <summary>What was tried, where kubespy runs inside the cluster.</summary>
    private static IEnumerable<TraceRow> Probes(ServiceFacts facts) =>
        facts.World.Probes.Select(p => TraceRow.Of(p.Check, p.IsGood ? Health.Ready : Health.Failing, p.Text));

    private static TraceRow PodRow(KubeObject pod, ServiceFacts facts)
    {
        var row = PodRows.Of(pod, facts.World);
        var states = facts.EndpointsOf(pod).Select(e => e.Word).Distinct(StringComparer.Ordinal).ToArray();
        var endpoint = facts.IsForbidden("endpointslices") ? "" : states.Length == 0 ? "no endpoint" : $"endpoint {string.Join("/", states)}";

        // Before what may be left out where room is short.
        var phrases = PodPhrases.Of(facts.World.StateOf(pod), facts.World.Now).ToList();
        phrases.Insert(1, endpoint);
        return row with { Word = string.Join(", ", phrases.Where(p => p.Length > 0)) };
    }

    private static TraceRow OtherRow(EndpointState endpoint) => new()
    {
        Key = endpoint.Address,
        Name = endpoint.Address,
        Health = endpoint.IsReady ? Health.Ready : endpoint.IsTerminating ? Health.Leaving : Health.Coming,
        Word = endpoint.Word + (endpoint.PodName.Length > 0 ? $", {endpoint.PodName}" : ""),
        Where = endpoint.Node,
    };
}
