using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>What drivers of volumes say of themselves, of nodes and of room (pkg/apis/storage/validation).</summary>
internal static class CsiValidation
{
    private const int LongestNodeId = 256;
    private const int LeastTokenSeconds = 600;
    private const long MostTokenSeconds = 1L << 32;
    private const string Immutable = "field is immutable";

    public static IEnumerable<FieldError> CheckNode(KubeObject node, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var drivers = CheckedField.Of(node.Spec ?? MapValue.Empty, "spec", errors)["drivers"];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var driver in drivers.Items)
        {
            CheckNodeDriver(driver, names);
        }

        foreach (var before in old?.Root.ListAt("spec", "drivers") ?? ListValue.Empty)
        {
            foreach (var driver in drivers.Items.Where(d => d["name"].Text == (before.StringAt("name") ?? "")))
            {
                if (driver["nodeID"].Text != (before.StringAt("nodeID") ?? "") || driver.Value.ListAt("topologyKeys") != before.ListAt("topologyKeys"))
                {
                    drivers.Invalid(InternalForm.Of(((MapValue)driver.Value!).Without("allocatable"), "name", "nodeID", "topologyKeys", "allocatable"), Immutable);
                }
            }
        }

        return errors;
    }

    public static IEnumerable<FieldError> CheckDriver(KubeObject driver, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(driver.Spec ?? MapValue.Empty, "spec", errors);
        if (spec["fsGroupPolicy"].IsSet)
        {
            spec["fsGroupPolicy"].IsOneOf("File", "None", "ReadWriteOnceWithFSType");
        }

        CheckTokens(spec["tokenRequests"]);
        foreach (var mode in spec["volumeLifecycleModes"].Items.Where(m => m.Text is not ("Persistent" or "Ephemeral")))
        {
            spec["volumeLifecycleModes"].UnsupportedAs(mode.Text, "Persistent", "Ephemeral");
        }

        if (spec["nodeAllocatableUpdatePeriodSeconds"] is { IsSet: true, Number: < 10 } period)
        {
            period.Invalid("must be greater than or equal to 10 seconds");
        }

        if (spec["serviceAccountTokenInSecrets"].IsSet && spec["tokenRequests"].Count == 0)
        {
            spec["serviceAccountTokenInSecrets"].Invalid("serviceAccountTokenInSecrets is set but no tokenRequests are specified");
        }

        // The real server tells of the first by a name that no field has.
        foreach (var (field, told) in (ReadOnlySpan<(string, string)>)(old is null ? [] : [("attachRequired", ".attachedRequired"), ("volumeLifecycleModes", ".volumeLifecycleModes")]))
        {
            if (spec[field].Value != old!.Root.At("spec", field))
            {
                spec.At(told, spec[field].Value).Invalid(Immutable);
            }
        }

        return errors;
    }

    public static IEnumerable<FieldError> CheckCapacity(KubeObject capacity, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var root = CheckedField.Of(capacity.Root, "", errors);
        SelectorValidation.Check(root["nodeTopology"]);
        root["storageClassName"].Keeps(NameRules.Subdomain);
        if (Quantity.TryParse(root["capacity"].Text) < default(Quantity))
        {
            root["capacity"].Invalid("must be greater than or equal to 0");
        }

        foreach (var field in old is null ? [] : (string[])["nodeTopology", "storageClassName"])
        {
            if (root[field].Value != old!.Root[field])
            {
                root[field].Invalid(Immutable);
            }
        }

        return errors;
    }

    private static void CheckNodeDriver(CheckedField driver, HashSet<string> names)
    {
        PodVolumeValidation.CheckCsiDriver(driver["name"]);
        driver["nodeID"].IsGiven();
        if (driver["nodeID"].Text.Length > LongestNodeId)
        {
            driver["nodeID"].Invalid(driver["nodeID"].Text, $"must be {LongestNodeId} characters or less");
        }

        driver["allocatable", "count"].IsNotNegative();
        if (!names.Add(driver["name"].Text))
        {
            driver["name"].Duplicate();
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in driver["topologyKeys"].Items)
        {
            if (key.Text.Length == 0)
            {
                driver.Required();
            }

            if (!keys.Add(key.Text))
            {
                driver.Duplicate(key.Text);
            }

            driver.Keeps(key.Text, NameRules.QualifiedName);
        }
    }

    private static void CheckTokens(CheckedField requests)
    {
        var audiences = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in requests.Items)
        {
            var lifetime = request["expirationSeconds"];
            if (!audiences.Add(request["audience"].Text))
            {
                request["audience"].Duplicate(request["audience"].Text);
            }
            else if (lifetime is { IsSet: true, Number: < LeastTokenSeconds })
            {
                lifetime.Invalid("may not specify a duration less than 10 minutes");
            }
            else if (lifetime is { IsSet: true, Number: > MostTokenSeconds })
            {
                lifetime.Invalid("may not specify a duration larger than 2^32 seconds");
            }
        }
    }
}
