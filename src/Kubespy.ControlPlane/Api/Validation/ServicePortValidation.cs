using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>The ports of a Service, each and beside each other (validateServicePort in pkg/apis/core/validation).</summary>
internal static class ServicePortValidation
{
    public static void Check(CheckedField ports)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var port in ports.Items)
        {
            var name = port["name"];
            if (name.Text.Length == 0 && ports.Count > 1)
            {
                name.Required();
            }
            else if (name.Text.Length > 0)
            {
                name.Keeps(NameRules.Label);
                if (!names.Add(name.Text))
                {
                    name.Duplicate();
                }
            }

            port["port"].IsPort();
            port["protocol"].IsGivenAs("SCTP", "TCP", "UDP");
            port["targetPort"].IsPortOrName();
            if (port["appProtocol"].IsSet)
            {
                port["appProtocol"].Keeps(NameRules.QualifiedName);
            }
        }
    }

    public static void CheckTogether(CheckedField ports, string type)
    {
        if (type == "ClusterIP")
        {
            foreach (var port in ports.Items.Where(p => p["nodePort"].Number != 0))
            {
                port["nodePort"].Forbidden("may not be used when `type` is 'ClusterIP'");
            }
        }

        var seen = new HashSet<(string, long)>();
        foreach (var port in ports.Items.Where(p => p["nodePort"].Number != 0 && !seen.Add((p["protocol"].Text, p["nodePort"].Number))))
        {
            port["nodePort"].Duplicate();
        }

        seen.Clear();
        foreach (var port in ports.Items.Where(p => !seen.Add((p["protocol"].Text, p["port"].Number))))
        {
            port.Duplicate(MapValue.Of(
                ("Name", ""), ("Protocol", port["protocol"].Text), ("AppProtocol", Value.Null), ("Port", port["port"].Number), ("TargetPort", 0), ("NodePort", 0)));
        }
    }
}
