using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>One path of an Ingress, or its default backend, and where it leads: to a Service, its port, and its ready endpoints.</summary>
/// <param name="Path">With its host: <c>shop.example/cart</c>.</param>
/// <param name="Health">Failing where it is known to lead nowhere.</param>
/// <param name="Word">Where it leads, and what is wrong there.</param>
/// <param name="Detail">What there is instead; empty where there is no more to say.</param>
/// <param name="Remedy">What to do; empty where nothing is wrong.</param>
internal sealed record IngressPath(string Path, Health Health, string Word, string Detail = "", string Remedy = "")
{
    /// <summary>Every path with where it leads; the default backend last.</summary>
    public static IEnumerable<IngressPath> Of(Situation situation, KubeObject ingress)
    {
        foreach (var rule in ingress.Spec.ListAt("rules"))
        {
            foreach (var path in rule.ListAt("http", "paths"))
            {
                var text = $"{rule.StringAt("host") ?? "*"}{path.StringAt("path") ?? "/"}{(path.StringAt("pathType") == "Exact" ? " (exact)" : "")}";
                yield return Of(situation, ingress, text, path.MapAt("backend"));
            }
        }

        if (ingress.Spec.MapAt("defaultBackend") is { } fallback)
        {
            yield return Of(situation, ingress, "all else", fallback);
        }
    }

    /// <summary>The Services that it names.</summary>
    public static IEnumerable<string> Services(KubeObject ingress) => ingress.Spec.ListAt("rules").SelectMany(r => r.ListAt("http", "paths")).Select(p => p.MapAt("backend"))
        .Append(ingress.Spec.MapAt("defaultBackend")).Select(b => b.StringAt("service", "name") ?? "").Where(s => s.Length > 0).Distinct(StringComparer.Ordinal);

    private static IngressPath Of(Situation situation, KubeObject ingress, string path, MapValue? backend)
    {
        var (service, port) = (backend.StringAt("service", "name") ?? "", backend.At("service", "port", "name") ?? backend.At("service", "port", "number"));
        if (service.Length == 0)
        {
            return new IngressPath(path, Health.Aside, $"→ {backend.StringAt("resource", "kind")} {backend.StringAt("resource", "name")}");
        }

        var to = $"→ svc/{service}:{(port is StringValue named ? named.Text : port?.ToString())}";
        if (situation.Find("Service", service) is not { } found)
        {
            return situation.OfKind("Service") is null
                ? new IngressPath(path, Health.Aside, $"{to}, which may not be read")
                : new IngressPath(path, Health.Failing, $"{to}, which does not exist", "", $"create the Service, or correct the path's backend: kubectl get svc{situation.Scope}");
        }

        var ports = found.Spec.ListAt("ports");
        if (!ports.Any(p => p["name"] == port || p["port"] == port))
        {
            var known = string.Join(", ", ports.Select(p => $"{p.Int64At("port")}{(p.StringAt("name") is { Length: > 0 } n ? $" ({n})" : "")}"));
            return new IngressPath(path, Health.Failing, $"{to}, a port that it has not", $"its ports: {known}", $"correct the path's port: svc/{service} has {known}");
        }

        if (found.Spec.StringAt("type") == "ExternalName")
        {
            return new IngressPath(path, Health.Ready, $"{to} → {found.Spec.StringAt("externalName")}");
        }

        var slices = situation.OfKind("EndpointSlice");
        var ready = (slices ?? []).Where(s => s.Namespace == ingress.Namespace && s.Label(ServiceFacts.SliceLabel) == service).SelectMany(EndpointState.Of).Count(e => e.IsReady);
        return ready > 0 ? new IngressPath(path, Health.Ready, $"{to}, {PodRows.Counted(ready, "ready endpoint")}")
            : slices is null ? new IngressPath(path, Health.Aside, $"{to}, whose endpoints may not be read")
            : new IngressPath(path, Health.Failing, $"{to}, no ready endpoint", $"see: kubespy trace svc/{service}{situation.Scope}", $"see why: kubespy why svc/{service}{situation.Scope}");
    }
}
