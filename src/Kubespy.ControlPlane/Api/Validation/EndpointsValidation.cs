using System.Net;
using System.Net.Sockets;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Endpoints (ValidateEndpoints in pkg/apis/core/validation) and EndpointSlices (pkg/apis/discovery/validation).</summary>
internal static class EndpointsValidation
{
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    public static IEnumerable<FieldError> CheckEndpoints(KubeObject endpoints, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var subsets = CheckedField.Of(endpoints.Root["subsets"], "subsets", errors);
        foreach (var subset in old is not null && old.Root["subsets"] == subsets.Value ? [] : subsets.Items)
        {
            if (subset["addresses"].Count == 0 && subset["notReadyAddresses"].Count == 0)
            {
                subset.Required("must specify `addresses` or `notReadyAddresses`");
            }

            foreach (var address in subset["addresses"].Items.Concat(subset["notReadyAddresses"].Items))
            {
                CheckAddress(address);
            }

            foreach (var port in subset["ports"].Items)
            {
                CheckPort(port, subset["ports"].Count > 1);
            }
        }

        return errors;
    }

    public static IEnumerable<FieldError> CheckSlice(KubeObject slice, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var root = CheckedField.Of(slice.Root, "", errors);
        var type = root["addressType"];
        type.IsGivenAs("FQDN", "IPv4", "IPv6");
        CheckSlicePorts(root["ports"]);
        foreach (var endpoint in old is not null && old.Root["endpoints"] == slice.Root["endpoints"] ? [] : root["endpoints"].Items)
        {
            CheckEndpoint(endpoint, type.Text);
        }

        if (old is not null && type.Value != old.Root["addressType"])
        {
            type.Invalid(type.Text, "field is immutable");
        }

        return errors;
    }

    /// <summary>An address that traffic can be sent to from elsewhere.</summary>
    public static void IsReachable(CheckedField address)
    {
        if (AddressRules.TryParse(address.Text) is not { } ip)
        {
            address.Invalid(address.Text, "must be a valid IP address");
            return;
        }

        if (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
        {
            address.Invalid($"may not be unspecified ({address.Text})");
        }

        if (IPAddress.IsLoopback(ip))
        {
            address.Invalid("may not be in the loopback range (127.0.0.0/8, ::1/128)");
        }

        var bytes = ip.GetAddressBytes();
        if (ip.IsIPv6LinkLocal || bytes is [169, 254, ..] and { Length: 4 })
        {
            address.Invalid("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        }

        if (bytes is [224, 0, 0, _] || (bytes.Length == 16 && bytes is [0xff, 2, ..]))
        {
            address.Invalid("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
        }
    }

    private static void CheckAddress(CheckedField address)
    {
        address["ip"].Keeps(AddressRules.Ip);
        if (address["hostname"].Text.Length > 0)
        {
            address["hostname"].Keeps(NameRules.Label);
        }

        if (address["nodeName"].IsSet)
        {
            address["nodeName"].Keeps(NameRules.Subdomain);
        }

        IsReachable(address["ip"]);
    }

    private static void CheckPort(CheckedField port, bool needsName)
    {
        if (port["name"].Text.Length > 0)
        {
            port["name"].Keeps(NameRules.Label);
        }
        else if (needsName)
        {
            port["name"].Required();
        }

        port["port"].IsPort();
        port["protocol"].IsGivenAs(Protocols);
        if (port["appProtocol"].IsSet)
        {
            port["appProtocol"].Keeps(NameRules.QualifiedName);
        }
    }

    private static void CheckSlicePorts(CheckedField ports)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var port in ports.Items)
        {
            var name = port["name"];
            if (name.Text.Length > 0)
            {
                name.Keeps(NameRules.Label);
            }

            if (!names.Add(name.Text))
            {
                name.Duplicate();
            }

            if (port["protocol"].IsSet)
            {
                port["protocol"].IsOneOf(Protocols);
            }
            else
            {
                port["protocol"].Required();
            }

            if (port["appProtocol"].IsSet)
            {
                port["appProtocol"].Keeps(NameRules.QualifiedName);
            }
        }
    }

    private static void CheckEndpoint(CheckedField endpoint, string type)
    {
        var addresses = endpoint["addresses"];
        if (addresses.Count == 0)
        {
            addresses.Required("must contain at least 1 address");
        }

        foreach (var address in addresses.Items)
        {
            if (type == "FQDN")
            {
                address.Keeps(address.Text.EndsWith('.') ? address.Text[..^1] : address.Text, NameRules.Subdomain);
            }
            else if (type is "IPv4" or "IPv6" && address.Keeps(AddressRules.Ip))
            {
                CheckFamily(addresses, address, type);
                IsReachable(address);
            }
        }

        if (endpoint["nodeName"].IsSet)
        {
            endpoint["nodeName"].Keeps(NameRules.Subdomain);
        }

        if (endpoint["hostname"].IsSet)
        {
            endpoint["hostname"].Keeps(NameRules.Label);
        }

        foreach (var zone in endpoint["hints", "forZones"].Items)
        {
            zone["name"].Keeps(NameRules.LabelValue);
        }
    }

    private static void CheckFamily(CheckedField addresses, CheckedField address, string type)
    {
        var wanted = type == "IPv4" ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        if (AddressRules.TryParse(address.Text)!.AddressFamily != wanted)
        {
            addresses.Invalid(address.Text, $"must be an {type} address");
        }
    }
}
