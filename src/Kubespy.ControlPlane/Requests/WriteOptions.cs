using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Api.Validation;

namespace Kubespy.ControlPlane.Requests;

/// <summary>The options of writes that come in the query (apimachinery/pkg/apis/meta/v1/validation): a wrong one must not write.</summary>
internal static class WriteOptions
{
    private const int MaxManagerBytes = 128;

    /// <summary>Checks them all; what becomes of unknown fields is told.</summary>
    /// <exception cref="ApiException">422 with every cause, under the name of the options.</exception>
    public static FieldValidation Check(ApiRequest request, string options)
    {
        var errors = new List<FieldError>();
        if (request["fieldManager"] is { } manager)
        {
            CheckManager(manager, errors);
        }

        if (request["dryRun"] is { Length: > 0 } dryRun and not "All")
        {
            errors.Add(FieldError.Unsupported("dryRun", Kubespy.Core.Values.ListValue.Of([dryRun]), "All"));
        }

        var validation = request["fieldValidation"];
        if (validation is not (null or "" or "Ignore" or "Warn" or "Strict"))
        {
            errors.Add(FieldError.Unsupported("fieldValidation", validation, "", "Ignore", "Strict", "Warn"));
        }

        return errors.Count > 0
            ? throw ObjectValidation.Refusal(options, "meta.k8s.io", "", errors)
            : validation switch
            {
                "Strict" => FieldValidation.Strict,
                "Ignore" => FieldValidation.Ignore,
                _ => FieldValidation.Warn,
            };
    }

    private static void CheckManager(string manager, List<FieldError> errors)
    {
        if (Encoding.UTF8.GetByteCount(manager) > MaxManagerBytes)
        {
            errors.Add(FieldError.TooLong("fieldManager", MaxManagerBytes));
        }

        if (manager.Any(char.IsControl))
        {
            errors.Add(FieldError.Invalid("fieldManager", manager, "should only contain printable characters"));
        }
    }
}
