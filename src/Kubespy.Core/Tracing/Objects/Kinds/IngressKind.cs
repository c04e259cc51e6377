using System.Globalization;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>An Ingress: its class and address, and each of its paths down to the Service, its port and its ready endpoints.</summary>
public sealed class IngressKind : IKindTrace
{
    private static readonly GroupVersionResource Services = new("", "v1", "services");

    public string Group => "networking.k8s.io";

    public string Kind => "Ingress";

    public string ShortKind => "ing";

    public IEnumerable<Need> Needs(KubeObject root, Known known)
    {
        yield return Need.EventsAbout(root);
        if (root.Spec.StringAt("ingressClassName") is { Length: > 0 } name)
        {
            yield return Need.Named(new GroupVersionResource(Group, "v1", "ingressclasses"), "IngressClass", "", name);
        }

        foreach (var service in IngressPath.Services(root))
        {
            yield return Need.Named(Services, "Service", root.Namespace, service);
            yield return Need.Of("discovery.k8s.io/v1", "endpointslices", "EndpointSlice", root.Namespace) with { LabelSelector = $"{ServiceFacts.SliceLabel}={service}" };
        }
    }

    public bool IsPart(KubeObject obj, TraceWorld world) => obj.Kind == "Service" && world.Root is { } root && IngressPath.Services(root).Contains(obj.Name);

    public KindState Calculate(KubeObject root, TraceWorld world)
    {
        var situation = world.SituationOf(root, [], []);
        var paths = IngressPath.Of(situation, root).Select(p => TraceRow.Of(p.Path, p.Health, p.Word, p.Detail.Length > 0 ? [p.Detail] : [])).ToArray();
        var broken = paths.Count(p => p.Health == Health.Failing);
        var entry = Entry(root, world).ToArray();
        var findings = Diagnosis.Of(situation);
        var hasAddress = Addresses(root).Any();
        var (verdict, reason) = findings.FirstOrDefault(f => !f.IsByDesign) is { } fault ? (Verdict.Unavailable, fault.Summary)
            : !hasAddress ? (Verdict.Progressing, "waits for its controller to give it an address")
            : (Verdict.Ready, "");
        return new KindState
        {
            Verdict = verdict,
            Reason = reason,
            Facts = [[new TraceFact(string.Create(CultureInfo.InvariantCulture, $"paths served {paths.Length - broken}/{paths.Length}"), broken > 0 ? Health.Failing : Health.Ready, IsCount: true), .. Hosts(root)]],
            Sections = [new TraceSection("", "", entry), new TraceSection("paths", "", paths)],
            Findings = findings,
            Remedy = findings.Count > 0 ? findings[0].Remedy : "",
            Reached = Workload.Reached(verdict == Verdict.Ready, verdict == Verdict.Ready, []),
        };
    }

    private static IEnumerable<TraceFact> Hosts(KubeObject root)
    {
        var secured = root.Spec.ListAt("tls").SelectMany(t => t.ListAt("hosts")).Select(h => h.AsString() ?? "").ToArray();
        return secured.Length == 0 ? [] : [new TraceFact($"TLS for {string.Join(", ", secured)}")];
    }

    private static IEnumerable<string> Addresses(KubeObject root) =>
        root.Status.ListAt("loadBalancer", "ingress").Select(i => i.StringAt("hostname") ?? i.StringAt("ip") ?? "").Where(a => a.Length > 0);

    private static IEnumerable<TraceRow> Entry(KubeObject root, TraceWorld world)
    {
        var name = root.Spec.StringAt("ingressClassName") ?? "";
        var legacy = root.Annotation("kubernetes.io/ingress.class");
        var found = world.Store.Find("IngressClass", "", name);
        yield return name.Length == 0 ? TraceRow.Of("class", Health.Coming, legacy is null ? "none: a controller takes it only if its class is the default" : $"{legacy}, by the annotation of old")
            : found is not null ? TraceRow.Of("class", Health.Ready, $"{name}, {found.Root.StringAt("spec", "controller")}")
            : world.Forbidden.Contains("ingressclasses") ? TraceRow.Of("class", Health.Aside, $"{name}, which may not be read")
            : TraceRow.Of("class", Health.Failing, $"IngressClass {name} does not exist: no controller takes it");
        var addresses = Addresses(root).ToArray();
        yield return addresses.Length > 0
            ? TraceRow.Of("address", Health.Ready, string.Join(", ", addresses))
            : TraceRow.Of("address", Health.Coming, "none yet", EventText.Warnings(world, root.Uid, 2).Select(EventText.Of));
    }
}
