using Kubespy.Core.Tracing.Objects.Kinds;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>An Ingress that no controller takes, or of which a path ends at no ready endpoint: docs/causes/ingress.md.</summary>
public sealed class IngressLeadsNowhere : ICause
{
    public string Id => "ingress";

    public IEnumerable<Finding> Find(Situation situation)
    {
        if (situation.Workload is not { Kind: "Ingress", IsBeingDeleted: false } ingress)
        {
            yield break;
        }

        if (IngressClassCheck.Missing(situation, ingress) is { Length: > 0 } name)
        {
            yield return Finding.Of(Id, situation, $"IngressClass {name} does not exist: no controller takes it", [new Evidence(null, $"ingressClassName {name}", "Ingress spec")], "create the class, or correct spec.ingressClassName: kubectl get ingressclass");
        }

        var paths = IngressPath.Of(situation, ingress).ToArray();
        var broken = paths.Where(p => p.Health == Tracing.Health.Failing).ToArray();
        if (broken.Length > 0)
        {
            var more = broken.Length > 1 ? Invariant($" (and {broken.Length - 1} more of {paths.Length} paths)") : "";
            yield return Finding.Of(
                Id,
                situation,
                $"{broken[0].Path} {broken[0].Word}{more}",
                [.. broken.Take(10).Select(p => new Evidence(null, $"{p.Path} {p.Word}{(p.Detail.Length > 0 ? $"; {p.Detail}" : "")}", "Ingress spec, Services, EndpointSlices"))],
                broken[0].Remedy);
        }
    }
}
