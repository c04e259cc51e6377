using System.Globalization;
using System.Net.Sockets;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>A Service's addresses and their families (ValidateServiceClusterIPsRelatedFields, validateUpgradeDowngradeClusterIPs in pkg/apis/core/validation).</summary>
internal static class ServiceAddressValidation
{
    private const string MayNotChange = "may not change once set";

    public static void Check(CheckedField spec)
    {
        var (ip, ips, families) = (spec["clusterIP"].Text, spec["clusterIPs"], spec["ipFamilies"]);
        if (ip.Length > 0 && ips.Count > 0 && ips.ItemAt(0).Text != ip)
        {
            ips.Invalid("first value must match `clusterIP`");
        }
        else if (ip.Length > 0 && ips.Count == 0)
        {
            ips.Required();
        }
        else if (ip.Length == 0 && ips.Count > 0)
        {
            ips.Invalid("must be empty when `clusterIP` is not specified");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var family in families.Items)
        {
            family.IsOneOf("IPv4", "IPv6");
            if (!seen.Add(family.Text))
            {
                family.Duplicate();
            }
        }

        if (spec["ipFamilyPolicy"].IsSet)
        {
            spec["ipFamilyPolicy"].IsOneOf("PreferDualStack", "RequireDualStack", "SingleStack");
        }

        CheckAddresses(ips, families);
    }

    /// <summary>An address and a family stay what they are; headless Services have none.</summary>
    public static void CheckUpdate(CheckedField spec, MapValue former)
    {
        if (spec["type"].Text == "ExternalName" || former.StringAt("type") == "ExternalName")
        {
            return;
        }

        var (ips, families, before, familiesBefore) = (spec["clusterIPs"], spec["ipFamilies"], former.ListAt("clusterIPs"), former.ListAt("ipFamilies"));
        var (isHeadless, wasHeadless) = (IsHeadless(ips.Value), IsHeadless(before));
        if (!isHeadless || !wasHeadless)
        {
            CheckAddressUpdate(ips, before);
        }

        for (var i = 0; i < familiesBefore.Count && !isHeadless && !wasHeadless && families.Count == familiesBefore.Count; i++)
        {
            if (families.ItemAt(i).Text != familiesBefore[i].AsString())
            {
                families.ItemAt(0).Invalid(families.Value!, MayNotChange);
            }
        }

        if (spec["type"].Text == "LoadBalancer" && former.StringAt("type") == "LoadBalancer" && spec["loadBalancerClass"].Value != former["loadBalancerClass"])
        {
            spec["loadBalancerClass"].Invalid(MayNotChange);
        }
    }

    private static void CheckAddressUpdate(CheckedField ips, ListValue before)
    {
        if (before.Count > 0 && ips.Count == 0)
        {
            ips.At("[0]", null).Invalid("primary clusterIP can not be unset");
            return;
        }

        var isAsMany = ips.Count == before.Count;
        for (var i = 0; i < before.Count && (isAsMany || i == 0); i++)
        {
            if (ips.ItemAt(i).Text != before[i].AsString())
            {
                ips.ItemAt(i).Invalid(ips.Value!, MayNotChange);
            }
        }
    }

    private static bool IsHeadless(Value? ips) => ips is ListValue { Count: 1 } list && list[0].AsString() == "None";

    private static void CheckAddresses(CheckedField ips, CheckedField families)
    {
        var isRight = true;
        foreach (var (address, i) in ips.Items.Select((a, i) => (a, i)))
        {
            if (i == 0 && address.Text == "None")
            {
                if (ips.Count > 1)
                {
                    isRight = false;
                    ips.Invalid("'None' must be the first and only value");
                }

                continue;
            }

            isRight &= address.Keeps(AddressRules.Ip);
        }

        if (ips.Count > 2)
        {
            ips.Invalid("may only hold up to 2 values");
        }

        if (!isRight || IsHeadless(ips.Value))
        {
            return;
        }

        var parsed = ips.Items.Select(a => AddressRules.TryParse(a.Text)?.AddressFamily).ToList();
        if (parsed.Count > 1 && (parsed.Count > 2 || parsed[0] == parsed[1]))
        {
            ips.Invalid("may specify no more than one IP for each IP family");
        }

        for (var i = 0; i < Math.Min(ips.Count, families.Count); i++)
        {
            var wanted = families.ItemAt(i).Text;
            if ((wanted == "IPv4" && parsed[i] != AddressFamily.InterNetwork) || (wanted == "IPv6" && parsed[i] != AddressFamily.InterNetworkV6))
            {
                ips.ItemAt(i).Invalid(string.Create(CultureInfo.InvariantCulture, $"expected an {wanted} value as indicated by `ipFamilies[{i}]`"));
            }
        }
    }
}
