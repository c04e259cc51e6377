using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>APIServices (kube-aggregator/pkg/apis/apiregistration/validation).</summary>
internal static class ApiServiceValidation
{
    public static IEnumerable<FieldError> Check(KubeObject service)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(service.Spec ?? MapValue.Empty, "spec", errors);
        var (group, version) = (spec["group"], spec["version"]);
        if (service.Name.Length > 0 && NameRules.PathSegment(service.Name).Count == 0 && service.Name != $"{version.Text}.{group.Text}")
        {
            errors.Add(FieldError.Invalid("metadata.name", service.Name, $"must be `spec.version+\".\"+spec.group`: \"{version.Text}.{group.Text}\""));
        }

        if (group.Text.Length > 0)
        {
            group.Keeps(NameRules.Subdomain);
        }
        else if (version.Text != "v1")
        {
            group.Required("only v1 may have an empty group and it better be legacy kube");
        }

        version.Keeps(NameRules.Dns1035Label);
        IsPriority(spec["groupPriorityMinimum"], 20_000);
        IsPriority(spec["versionPriority"], 1_000);
        CheckTarget(spec);
        return errors;
    }

    private static void IsPriority(CheckedField priority, int most)
    {
        if (priority.Number <= 0 || priority.Number > most)
        {
            priority.Invalid(priority.Number, string.Create(CultureInfo.InvariantCulture, $"must be positive and less than {most}"));
        }
    }

    private static void CheckTarget(CheckedField spec)
    {
        var (target, bundle, skips) = (spec["service"], spec["caBundle"], spec["insecureSkipTLSVerify"]);
        if (!target.IsSet)
        {
            if (bundle.Text.Length > 0)
            {
                bundle.Invalid(string.Create(CultureInfo.InvariantCulture, $"{Convert.FromBase64String(bundle.Text).Length} bytes"), "local APIServices may not have a caBundle");
            }

            if (skips.IsTrue)
            {
                skips.Invalid("local APIServices may not have insecureSkipTLSVerify");
            }

            return;
        }

        target["namespace"].IsGiven();
        target["name"].IsGiven();
        if (target["port"].Number is < 1 or > 65535)
        {
            target["port"].Invalid(target["port"].Number, "port is not valid: must be between 1 and 65535, inclusive");
        }

        if (skips.IsTrue && bundle.Text.Length > 0)
        {
            skips.Invalid("may not be true if caBundle is present");
        }
    }
}
