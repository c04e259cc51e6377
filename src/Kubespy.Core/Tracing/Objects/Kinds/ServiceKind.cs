using System.Globalization;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>
/// A Service by the checklist: does it select anything, are those Pods Ready, do endpoints carry them, does its port exist, has it an address
/// of its type, what is its DNS name, what would drop the traffic.
/// </summary>
public sealed class ServiceKind : IKindTrace
{
    public string Group => "";

    public string Kind => "Service";

    public string ShortKind => "svc";

    public IEnumerable<Need> Needs(KubeObject root, Known known)
    {
        var ns = root.Namespace;
        yield return Need.EventsAbout(root);
        var facts = new ServiceFacts(root, new TraceWorld(default, root, known.Store, new EventIndex(), 0));
        if (facts.IsExternalName)
        {
            yield break;
        }

        yield return Need.Of("discovery.k8s.io/v1", "endpointslices", "EndpointSlice", ns) with { LabelSelector = $"{ServiceFacts.SliceLabel}={root.Name}" };
        yield return Need.Named(new GroupVersionResource("", "v1", "endpoints"), "Endpoints", ns, root.Name);
        if (facts.Selector.Count > 0)
        {
            var selected = SelectedPods(facts);
            yield return selected;
            yield return Need.Warnings(ns);
            if (facts.Pods.Count == 0 && known.Met.Contains(selected))
            {
                // Nothing is selected: which Pods would be, but for one label?
                yield return selected with { LabelSelector = "", FollowsReleased = false, LeadsOn = false };
            }
        }

        if (ServiceTraffic.IsLocal(root))
        {
            yield return Need.Of("v1", "nodes", "Node", "", TracedFields.Named);
        }
    }

    public bool IsPart(KubeObject obj, TraceWorld world) =>
        obj.Kind == "Pod" && world.Root?.Root.At("spec", "selector") is MapValue { Count: > 0 } selector && LabelSelector.OfLabels(selector).Matches(obj.Labels);

    /// <summary>Where none is selected, all Pods of the namespace are watched, to find those that nearly are.</summary>
    public bool ConcernsLogsOf(KubeObject pod, KubeObject root) =>
        root.Root.At("spec", "selector") is MapValue { Count: > 0 } selector && LabelSelector.OfLabels(selector).Matches(pod.Labels);

    public KindState Calculate(KubeObject root, TraceWorld world)
    {
        var facts = new ServiceFacts(root, world);
        var misses = facts.Selector.Count > 0 && facts.Pods.Count == 0 ? NearMiss.Of(facts.Selector, world.Store.OfKind("Pod")) : [];
        var findings = Diagnosis.Of(world.SituationOf(root, [], facts.Pods));
        var (verdict, reason) = Judge(facts, findings);
        var reached = new HashSet<WaitFor>();
        if (verdict == Verdict.Ready)
        {
            reached.UnionWith([WaitFor.Ready, WaitFor.Complete]);
            if (!facts.Endpoints.Any(e => e.IsTerminating))
            {
                reached.Add(WaitFor.Settled);
            }
        }

        return new KindState
        {
            Verdict = verdict,
            Reason = reason,
            Facts = [[.. Facts(facts)]],
            Sections = ServiceChecks.Of(facts, misses),
            Findings = findings,
            Remedy = misses.Count > 0 ? misses[0].Remedy(facts.Scope) : findings.Count > 0 ? findings[0].Remedy : "",
            Reached = reached,
        };
    }

    private static Need SelectedPods(ServiceFacts facts) =>
        Need.Pods(facts.Service.Namespace, LabelSelector.OfLabels(facts.Selector)).Single() with { Projection = TracedFields.PodWithPorts, LeadsOn = true };

    private static (Verdict Verdict, string Reason) Judge(ServiceFacts facts, IReadOnlyList<Finding> findings)
    {
        var ready = facts.Serving;
        if (facts.IsExternalName)
        {
            return (Verdict.Ready, $"an alias of {facts.Service.Root.StringAt("spec", "externalName")}");
        }

        if (facts.Selector.Count > 0 && facts.LivePods.Count == 0 && !facts.IsForbidden("pods"))
        {
            // Which Pods nearly are is told below, with what mends it.
            return (Verdict.Unavailable, $"selects no Pod: {facts.SelectorText}");
        }

        if (ServicePorts.Unknown(facts) is { Length: > 0 } port)
        {
            return (Verdict.Unavailable, findings.FirstOrDefault(f => f.Cause == "service-port")?.Summary ?? $"no container port is named {port}");
        }

        if (ready == 0)
        {
            var why = findings.Count > 0 ? findings[0].Summary : "";
            return (Verdict.Unavailable, facts.Selector.Count == 0 ? "it has no endpoint"
                : facts.ReadyPods.Count > 0 ? "Pods are Ready, but no endpoint is"
                : $"none of its Pods is Ready{(why.Length > 0 ? $": {why}" : "")}");
        }

        if (facts.World.Probes.FirstOrDefault(p => !p.IsGood) is { } probe)
        {
            return (Verdict.Unavailable, $"{probe.Check}: {probe.Text}");
        }

        return facts.Type == "LoadBalancer" && ServiceAddress.LoadBalancer(facts).Count == 0
            ? (Verdict.Progressing, "waits for the address of its load balancer")
            : (Verdict.Ready, facts.LivePods.Count > facts.ReadyPods.Count ? $"{facts.ReadyPods.Count} of {facts.LivePods.Count} Pods take its traffic" : "");
    }

    private static IEnumerable<TraceFact> Facts(ServiceFacts facts)
    {
        yield return new TraceFact(facts.IsHeadless ? "headless" : facts.Type);
        if (!facts.IsExternalName)
        {
            var ready = facts.ReadyEndpoints.Count();
            var wanted = Math.Max(facts.LivePods.Count, ready);
            yield return new TraceFact(
                string.Create(CultureInfo.InvariantCulture, $"endpoints ready {ready}/{wanted}"), ready == 0 ? Health.Failing : ready < wanted ? Health.Coming : Health.Ready, IsCount: true);
        }
    }
}
