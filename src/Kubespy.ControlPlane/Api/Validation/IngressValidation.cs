using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Ingresses (ValidateIngressSpec in pkg/apis/networking/validation).</summary>
internal static class IngressValidation
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";

    public static IEnumerable<FieldError> Check(KubeObject ingress, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(ingress.Spec ?? MapValue.Empty, "spec", errors);
        var (rules, backend) = (spec["rules"], spec["defaultBackend"]);
        if (rules.Count == 0 && !backend.IsSet)
        {
            spec.Invalid(rules.Value ?? Value.Null, "either `defaultBackend` or `rules` must be specified");
        }

        if (backend.IsSet)
        {
            CheckBackend(backend);
        }

        foreach (var rule in rules.Items)
        {
            CheckRule(rule);
        }

        foreach (var tls in spec["tls"].Items)
        {
            CheckTls(tls);
        }

        var name = spec["ingressClassName"];
        if (name.IsSet)
        {
            name.Keeps(NameRules.Subdomain);
        }

        if (old is null && name.IsSet && ingress.Annotation(ClassAnnotation) is { } annotation && annotation != name.Text)
        {
            errors.Add(FieldError.Invalid($"annotations.{ClassAnnotation}", annotation, "must match `ingressClassName` when both are specified"));
        }

        return errors;
    }

    private static void CheckTls(CheckedField tls)
    {
        foreach (var host in tls["hosts"].Items)
        {
            CheckHost(host);
        }

        if (tls["secretName"].Text.Length > 0)
        {
            tls["secretName"].Keeps(NameRules.Subdomain);
        }
    }

    private static void CheckHost(CheckedField host) =>
        host.Keeps(host.Text.Contains('*', StringComparison.Ordinal) ? NameRules.WildcardSubdomain : NameRules.Subdomain);

    private static void CheckRule(CheckedField rule)
    {
        var host = rule["host"];
        if (AddressRules.TryParse(host.Text) is not null)
        {
            host.Invalid("must be a DNS name, not an IP address");
        }

        if (host.Text.Length > 0)
        {
            CheckHost(host);
        }

        var paths = rule["http", "paths"];
        if (rule["http"].IsSet && paths.Count == 0)
        {
            paths.Required();
        }

        foreach (var path in paths.Items)
        {
            CheckPath(path);
        }
    }

    private static void CheckPath(CheckedField item)
    {
        var (type, path) = (item["pathType"], item["path"]);
        if (!type.IsSet)
        {
            type.Required("pathType must be specified");
            return;
        }

        if (type.IsOneOf("Exact", "ImplementationSpecific", "Prefix"))
        {
            if (!path.Text.StartsWith('/') && (path.Text.Length > 0 || type.Text != "ImplementationSpecific"))
            {
                path.Invalid(path.Text, "must be an absolute path");
            }

            if (type.Text != "ImplementationSpecific")
            {
                CheckSegments(path);
            }
        }

        CheckBackend(item["backend"]);
    }

    private static void CheckSegments(CheckedField path)
    {
        foreach (var sequence in (string[])["//", "/./", "/../", "%2f", "%2F"])
        {
            if (path.Text.Contains(sequence, StringComparison.Ordinal))
            {
                path.Invalid($"must not contain '{sequence}'");
            }
        }

        foreach (var suffix in (string[])["/..", "/."])
        {
            if (path.Text.EndsWith(suffix, StringComparison.Ordinal))
            {
                path.Invalid($"cannot end with '{suffix}'");
            }
        }
    }

    private static void CheckBackend(CheckedField backend)
    {
        var (service, resource) = (backend["service"], backend["resource"]);
        if (service.IsSet && resource.IsSet)
        {
            backend.Invalid("", "cannot set both resource and service backends");
        }
        else if (service.IsSet)
        {
            service["name"].IsGiven(NameRules.Label);
            CheckPort(service["port"], backend);
        }
        else if (resource.IsSet)
        {
            IngressClassValidation.CheckReference(resource);
        }
        else
        {
            backend.Invalid("", "resource or service backend is required");
        }
    }

    private static void CheckPort(CheckedField port, CheckedField backend)
    {
        var (name, number) = (port["name"], port["number"]);
        if (name.Text.Length > 0 && number.Number != 0)
        {
            backend.Invalid("", "cannot set both port name & port number");
        }
        else if (name.Text.Length > 0)
        {
            name.Keeps(NameRules.PortName);
        }
        else if (number.Number != 0)
        {
            number.IsPort();
        }
        else
        {
            backend.Required("port name or number is required");
        }
    }
}
