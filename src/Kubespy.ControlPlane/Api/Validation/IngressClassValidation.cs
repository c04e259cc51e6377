using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>IngressClasses (pkg/apis/networking/validation).</summary>
internal static class IngressClassValidation
{
    private const int LongestController = 250;

    public static IEnumerable<FieldError> Check(KubeObject ingressClass, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(ingressClass.Spec ?? MapValue.Empty, "spec", errors);
        var controller = spec["controller"];
        if (old is not null && controller.Text != (old.Root.StringAt("spec", "controller") ?? ""))
        {
            controller.Invalid(controller.Text, "field is immutable");
        }

        if (controller.Text.Length > LongestController)
        {
            controller.TooLong(LongestController);
        }

        if (controller.IsGiven())
        {
            CheckController(controller);
        }

        if (spec["parameters"] is { IsSet: true } parameters)
        {
            CheckReference(parameters);
            CheckScope(parameters);
        }

        return errors;
    }

    /// <summary>An object of any kind by its name.</summary>
    public static void CheckReference(CheckedField reference)
    {
        if (reference["apiGroup"].IsSet)
        {
            reference["apiGroup"].Keeps(NameRules.Subdomain);
        }

        reference["kind"].IsGiven(NameRules.PathSegment);
        reference["name"].IsGiven(NameRules.PathSegment);
    }

    private static void CheckController(CheckedField controller)
    {
        var slash = controller.Text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == controller.Text.Length - 1)
        {
            controller.Invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
            return;
        }

        controller.Keeps(controller.Text[..slash], NameRules.Subdomain);
        var path = controller.Text[(slash + 1)..];
        if (!path.All(c => char.IsAsciiLetterOrDigit(c) || "/-._~%!$&'()*+,;=:".Contains(c, StringComparison.Ordinal)))
        {
            controller.Invalid(path, "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')");
        }
    }

    private static void CheckScope(CheckedField parameters)
    {
        var (scope, at) = (parameters["scope"], parameters["namespace"]);
        if (!scope.IsSet)
        {
            scope.Required();
        }
        else if (!scope.IsOneOf("Cluster", "Namespace"))
        {
            return;
        }
        else if (scope.Text == "Cluster")
        {
            if (at.IsSet)
            {
                at.Forbidden("`parameters.scope` is set to 'Cluster'");
            }
        }
        else if (at.IsSet)
        {
            at.Keeps(NameRules.Label);
        }
        else
        {
            at.Required("`parameters.scope` is set to 'Namespace'");
        }
    }
}
