using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>The ranges that Services get their addresses of, and the addresses (pkg/apis/networking/validation).</summary>
internal static class ServiceRangeValidation
{
    private const string Immutable = "field is immutable";

    public static IEnumerable<FieldError> CheckRange(KubeObject range, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var cidrs = CheckedField.Of(range.Spec ?? MapValue.Empty, "spec", errors)["cidrs"];
        if (old is null)
        {
            CheckRanges(cidrs);
            return errors;
        }

        var before = old.Root.ListAt("spec", "cidrs");
        if (before.Count == cidrs.Count || (before.Count == 1 && cidrs.Count == 2))
        {
            foreach (var (cidr, _) in cidrs.Items.Zip(before).Where(p => p.First.Text != p.Second.AsString()))
            {
                cidr.Invalid(Immutable);
            }

            if (before.Count != cidrs.Count)
            {
                CheckRanges(cidrs);
            }
        }
        else
        {
            cidrs.Invalid(Immutable);
        }

        return errors;
    }

    public static IEnumerable<FieldError> CheckAddress(KubeObject address, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var parent = CheckedField.Of(address.Spec ?? MapValue.Empty, "spec", errors)["parentRef"];
        if (parent.IsSet)
        {
            CheckParent(parent);
        }
        else
        {
            parent.Required();
        }

        if (old is not null && parent.Value != old.Root.At("spec", "parentRef"))
        {
            parent.Invalid(
                parent.Value is null ? Value.Null : MapValue.Of(
                    ("Group", parent["group"].Text), ("Resource", parent["resource"].Text), ("Namespace", parent["namespace"].Text), ("Name", parent["name"].Text)),
                Immutable);
        }

        return errors;
    }

    private static void CheckParent(CheckedField parent)
    {
        if (parent["group"].Text.Length > 0)
        {
            parent["group"].Keeps(NameRules.Subdomain);
        }

        parent["resource"].IsGiven(NameRules.PathSegment);
        parent["name"].IsGiven(NameRules.PathSegment);
        parent["namespace"].Keeps(NameRules.PathSegment);
    }

    private static void CheckRanges(CheckedField cidrs)
    {
        if (cidrs.Count is 0 or > 2)
        {
            if (cidrs.Count == 0)
            {
                cidrs.Required("at least one CIDR required");
            }
            else
            {
                cidrs.Invalid(MapValue.Of(("CIDRs", cidrs.Value!)), "may only hold up to 2 values");
            }

            return;
        }

        foreach (var cidr in cidrs.Items)
        {
            cidr.Keeps(AddressRules.Cidr);
        }

        var families = cidrs.Items.Select(c => AddressRules.TryParseCidr(c.Text)?.Address.AddressFamily).ToList();
        if (families.Count == 2 && families[0] is not null && families[0] == families[1])
        {
            cidrs.Invalid("may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
        }
    }
}
