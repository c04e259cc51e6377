using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>NetworkPolicies (ValidateNetworkPolicySpec in pkg/apis/networking/validation).</summary>
internal static class NetworkPolicyValidation
{
    public static IEnumerable<FieldError> Check(KubeObject policy)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(policy.Spec ?? MapValue.Empty, "spec", errors);
        SelectorValidation.Check(spec["podSelector"]);
        foreach (var (direction, peers) in ((string, string)[])[("ingress", "from"), ("egress", "to")])
        {
            foreach (var rule in spec[direction].Items)
            {
                foreach (var port in rule["ports"].Items)
                {
                    CheckPort(port);
                }

                foreach (var peer in rule[peers].Items)
                {
                    CheckPeer(peer);
                }
            }
        }

        var types = spec["policyTypes"];
        if (types.Count > 2)
        {
            types.Invalid("may not specify more than two policyTypes");
            return errors;
        }

        foreach (var type in types.Items)
        {
            type.IsOneOf("Ingress", "Egress");
        }

        return errors;
    }

    private static void CheckPort(CheckedField port)
    {
        if (port["protocol"].IsSet)
        {
            port["protocol"].IsOneOf("TCP", "UDP", "SCTP");
        }

        var (first, last) = (port["port"], port["endPort"]);
        switch (first.Value)
        {
            case null when last.IsSet:
                last.Invalid("may not be specified when `port` is not specified");
                break;
            case null:
                break;
            case StringValue:
                if (last.IsSet)
                {
                    last.Invalid("may not be specified when `port` is non-numeric");
                }

                first.Keeps(NameRules.PortName);
                break;
            default:
                first.IsPort();
                if (last.IsSet && last.Number < first.Number)
                {
                    // The real server shows the port here, not its end.
                    last.Invalid(first.Number, "must be greater than or equal to `port`");
                }

                if (last.IsSet)
                {
                    last.IsPort();
                }

                break;
        }
    }

    private static void CheckPeer(CheckedField peer)
    {
        var (pods, namespaces, block) = (peer["podSelector"], peer["namespaceSelector"], peer["ipBlock"]);
        SelectorValidation.Check(pods);
        SelectorValidation.Check(namespaces);
        if (block.IsSet)
        {
            CheckBlock(block);
        }

        if (!pods.IsSet && !namespaces.IsSet && !block.IsSet)
        {
            peer.Required("must specify a peer");
        }
        else if (block.IsSet && (pods.IsSet || namespaces.IsSet))
        {
            peer.Forbidden("may not specify both ipBlock and another peer");
        }
    }

    private static void CheckBlock(CheckedField block)
    {
        if (!block["cidr"].IsGiven(AddressRules.Cidr))
        {
            return;
        }

        var range = AddressRules.TryParseCidr(block["cidr"].Text)!.Value;
        foreach (var except in block["except"].Items)
        {
            if (except.Keeps(AddressRules.Cidr)
                && AddressRules.TryParseCidr(except.Text) is var (address, length) && (length <= range.Length || !AddressRules.Contains(range, address)))
            {
                except.Invalid("must be a strict subset of `cidr`");
            }
        }
    }
}
