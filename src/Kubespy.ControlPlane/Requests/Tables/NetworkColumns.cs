using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Requests.Tables.TableColumns;

namespace Kubespy.ControlPlane.Requests.Tables;

/// <summary>The columns of what leads traffic in or keeps it out.</summary>
internal static class NetworkColumns
{
    public static readonly IReadOnlyList<TableColumn> Ingress =
    [
        NameColumn,
        Text("Class", "The name of the IngressClass resource that should be used for additional configuration", o => o.Root.StringAt("spec", "ingressClassName") ?? None),
        Text("Hosts", "Hosts that incoming requests are matched against before the ingress rule", o =>
            Join(o.Root.ListAt("spec", "rules").Select(r => r.StringAt("host") is { Length: > 0 } host ? host : "*").Distinct(), "*")),
        Text("Address", "Address is a list containing ingress points for the load-balancer", o => string.Join(',', o.Root
            .ListAt("status", "loadBalancer", "ingress").Select(i => i.StringAt("ip") ?? i.StringAt("hostname")).Distinct().Order(StringComparer.Ordinal))),
        Text("Ports", "Ports of TLS configurations that open", o => o.Root.ListAt("spec", "tls").Count > 0 ? "80, 443" : "80"),
        AgeColumn,
    ];

    public static readonly IReadOnlyList<TableColumn> IngressClass =
    [
        NameColumn,
        Text("Controller", "Controller that is responsible for handling this class", o => o.Root.StringAt("spec", "controller") ?? ""),
        Text("Parameters", "A reference to a resource with additional parameters", o => Parameters(o.Root.At("spec", "parameters"))),
        AgeColumn,
    ];

    public static readonly IReadOnlyList<TableColumn> NetworkPolicy =
    [
        NameColumn,
        Text("Pod-Selector", "podSelector selects the pods to which this NetworkPolicy object applies.", o => Shown(LabelSelector.OfValue(o.Root.At("spec", "podSelector")))),
        AgeColumn,
    ];

    private static string Parameters(Value? parameters) => parameters is null
        ? None
        : $"{parameters.StringAt("kind")}{(parameters.StringAt("apiGroup") is { Length: > 0 } group ? $".{group}" : "")}/{parameters.StringAt("name")}";
}
