using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Services (validateService, ValidateServiceUpdate in pkg/apis/core/validation).</summary>
internal static class ServiceValidation
{
    private const string LoadBalancer = "LoadBalancer";
    private const string OnlyBalancer = "may only be used when `type` is 'LoadBalancer'";
    private const int MostAffinitySeconds = 86400;

    public static IEnumerable<FieldError> Check(KubeObject service, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(service.Spec ?? MapValue.Empty, "spec", errors);
        var type = spec["type"].Text;
        if (type != "ExternalName")
        {
            // What addresses are drawn for must be right before anything else is looked at (initIPFamilyFields in pkg/registry/core/service/storage).
            ServiceAddressValidation.Check(spec);
            if (errors.Count > 0)
            {
                return errors;
            }
        }

        if (old?.Spec is { } former)
        {
            ServiceAddressValidation.CheckUpdate(spec, former);
        }

        if (spec["ports"].Count == 0 && !IsHeadless(spec) && type != "ExternalName")
        {
            spec["ports"].Required();
        }

        CheckType(spec, type);
        ServicePortValidation.Check(spec["ports"]);
        SelectorValidation.CheckLabels(spec["selector"]);
        CheckAffinity(spec);
        foreach (var ip in spec["externalIPs"].Items)
        {
            if (ip.Keeps(AddressRules.Ip))
            {
                EndpointsValidation.IsReachable(ip);
            }
        }

        spec["type"].IsGivenAs("ClusterIP", "ExternalName", LoadBalancer, "NodePort");
        ServicePortValidation.CheckTogether(spec["ports"], type);
        CheckBalancer(spec, type == LoadBalancer);
        CheckTraffic(spec, type);
        return errors;
    }

    private static bool IsHeadless(CheckedField spec) => spec["clusterIPs"].Count == 1 && spec["clusterIPs"].ItemAt(0).Text == "None";

    private static void CheckType(CheckedField spec, string type)
    {
        if (type is LoadBalancer or "NodePort" && IsHeadless(spec))
        {
            spec["clusterIPs"].ItemAt(0).Invalid($"may not be set to 'None' for {type} services");
        }

        if (type != "ExternalName")
        {
            return;
        }

        foreach (var field in (string[])["clusterIPs", "ipFamilies", "ipFamilyPolicy"])
        {
            if (spec[field].Count > 0 || spec[field].Value is StringValue)
            {
                spec[field].Forbidden("may not be set for ExternalName services");
            }
        }

        var name = spec["externalName"].Text;
        spec.At(".externalName", name.EndsWith('.') ? name[..^1] : name).IsGiven(NameRules.Subdomain);
    }

    private static void CheckAffinity(CheckedField spec)
    {
        var (affinity, config) = (spec["sessionAffinity"], spec["sessionAffinityConfig"]);
        affinity.IsGivenAs("ClientIP", "None");
        if (affinity.Text != "ClientIP")
        {
            return;
        }

        var seconds = config["clientIP", "timeoutSeconds"];
        var missing = !config.IsSet ? config : !config["clientIP"].IsSet ? config["clientIP"] : !seconds.IsSet ? seconds : null;
        if (missing is not null)
        {
            missing.Required("when session affinity type is ClientIP");
        }
        else if (seconds.Number is <= 0 or > MostAffinitySeconds)
        {
            seconds.Invalid($"must be greater than 0 and less than {MostAffinitySeconds}");
        }
    }

    private static void CheckBalancer(CheckedField spec, bool isBalancer)
    {
        // The real server begins this name with a capital.
        var ranges = spec.At(".LoadBalancerSourceRanges", spec["loadBalancerSourceRanges"].Value);
        if (ranges.Count > 0 && !isBalancer)
        {
            ranges.Forbidden(OnlyBalancer);
        }

        foreach (var range in ranges.Items)
        {
            range.Keeps(range.Text.Trim(), AddressRules.Cidr);
        }

        if (spec["allocateLoadBalancerNodePorts"].IsSet && !isBalancer)
        {
            spec["allocateLoadBalancerNodePorts"].Forbidden(OnlyBalancer);
        }

        var of = spec["loadBalancerClass"];
        if (of.IsSet && isBalancer)
        {
            of.Keeps(NameRules.QualifiedName);
        }
        else if (of.IsSet)
        {
            of.Forbidden(OnlyBalancer);
        }
    }

    private static void CheckTraffic(CheckedField spec, string type)
    {
        var (outside, inside, health) = (spec["externalTrafficPolicy"], spec["internalTrafficPolicy"], spec["healthCheckNodePort"]);
        var isReached = type is LoadBalancer or "NodePort" || (type == "ClusterIP" && spec["externalIPs"].Count > 0);
        if (outside.Text.Length > 0 && isReached)
        {
            outside.IsOneOf("Cluster", "Local");
        }
        else if (outside.Text.Length > 0)
        {
            outside.Invalid("may only be set for externally-accessible services");
        }

        if (health.Number != 0 && (type != LoadBalancer || outside.Text != "Local"))
        {
            health.Invalid("may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }

        if (inside.IsSet)
        {
            inside.IsOneOf("Cluster", "Local");
        }

        if (spec["trafficDistribution"].IsSet)
        {
            spec["trafficDistribution"].IsOneOf("PreferClose", "PreferSameZone", "PreferSameNode");
        }
    }
}
