using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>Whether the class that an Ingress names exists.</summary>
internal static class IngressClassCheck
{
    /// <summary>The name of the class that is known not to exist; empty where it does, none is named, or that may not be read.</summary>
    public static string Missing(Situation situation, KubeObject ingress) =>
        ingress.Spec.StringAt("ingressClassName") is { Length: > 0 } name && situation.OfKind("IngressClass") is not null && situation.Find("IngressClass", name) is null ? name : "";
}
