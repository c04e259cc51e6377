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

        foreach (var service in Backends(root).Select(b => b.Service).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal))
        {
            yield return Need.Named(Services, "Service", root.Namespace, service);
            yield return Need.Of("discovery.k8s.io/v1", "endpointslices", "EndpointSlice", root.Namespace) with { LabelSelector = $"{ServiceFacts.SliceLabel}={service}" };
        }
    }

    public bool IsPart(KubeObject obj, TraceWorld world) => obj.Kind == "Service" && world.Root is { } root && Backends(root).Any(b => b.Service == obj.Name);

    public KindState Calculate(KubeObject root, TraceWorld world)
    {
        var paths = Backends(root).Select(b => PathRow(b, root, world)).ToArray();
        var broken = paths.Count(p => p.Health == Health.Failing);
        var entry = Entry(root, world).ToArray();
        var findings = Diagnosis.Of(world.SituationOf(root, [], []));
        var hasAddress = Addresses(root).Any();
        var (verdict, reason) = entry.FirstOrDefault(e => e.Health == Health.Failing) is { } fault ? (Verdict.Unavailable, $"{fault.Name}: {fault.Word}")
            : broken > 0 ? (Verdict.Unavailable, broken == paths.Length ? "none of its paths leads to a ready endpoint" : string.Create(CultureInfo.InvariantCulture, $"{broken} of {paths.Length} paths lead nowhere"))
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

    /// <summary>Every path with where it leads; the default backend last.</summary>
    private static IEnumerable<(string Path, string Service, Value? Port, string Other)> Backends(KubeObject root)
    {
        foreach (var rule in root.Spec.ListAt("rules"))
        {
            foreach (var path in rule.ListAt("http", "paths"))
            {
                var text = $"{rule.StringAt("host") ?? "*"}{path.StringAt("path") ?? "/"}{(path.StringAt("pathType") == "Exact" ? " (exact)" : "")}";
                yield return Backend(text, path.MapAt("backend"));
            }
        }

        if (root.Spec.MapAt("defaultBackend") is { } fallback)
        {
            yield return Backend("all else", fallback);
        }
    }

    private static (string Path, string Service, Value? Port, string Other) Backend(string path, MapValue? backend) => (
        path,
        backend.StringAt("service", "name") ?? "",
        backend.At("service", "port", "name") ?? backend.At("service", "port", "number"),
        backend.MapAt("resource") is { } resource ? $"{resource.StringAt("kind")} {resource.StringAt("name")}" : "");

    private static TraceRow PathRow((string Path, string Service, Value? Port, string Other) backend, KubeObject root, TraceWorld world)
    {
        var (path, service, port, other) = backend;
        if (service.Length == 0)
        {
            return TraceRow.Of(path, Health.Aside, $"→ {other}");
        }

        var to = $"→ svc/{service}:{(port is StringValue named ? named.Text : port?.ToString())}";
        if (world.Store.Find("Service", root.Namespace, service) is not { } found)
        {
            return world.Forbidden.Contains("services") ? TraceRow.Of(path, Health.Aside, $"{to}, which may not be read") : TraceRow.Of(path, Health.Failing, $"{to}, which does not exist");
        }

        var ports = found.Spec.ListAt("ports");
        if (!ports.Any(p => p["name"] == port || p["port"] == port))
        {
            var known = string.Join(", ", ports.Select(p => $"{p.Int64At("port")}{(p.StringAt("name") is { Length: > 0 } n ? $" ({n})" : "")}"));
            return TraceRow.Of(path, Health.Failing, $"{to}, a port that it has not", $"its ports: {known}");
        }

        if (found.Spec.StringAt("type") == "ExternalName")
        {
            return TraceRow.Of(path, Health.Ready, $"{to} → {found.Spec.StringAt("externalName")}");
        }

        var endpoints = world.Store.OfKind("EndpointSlice").Where(s => s.Namespace == root.Namespace && s.Label(ServiceFacts.SliceLabel) == service).SelectMany(EndpointState.Of).ToArray();
        var ready = endpoints.Count(e => e.IsReady);
        return ready > 0 ? TraceRow.Of(path, Health.Ready, $"{to}, {PodRows.Counted(ready, "ready endpoint")}")
            : world.Forbidden.Contains("endpointslices") ? TraceRow.Of(path, Health.Aside, $"{to}, whose endpoints may not be read")
            : TraceRow.Of(path, Health.Failing, $"{to}, no ready endpoint", $"see: kubespy trace svc/{service}{Namespaces.ScopeOf(root.Namespace)}");
    }
}
