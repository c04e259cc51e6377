using System.Net;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Ingresses (pkg/apis/networking/validation).</summary>
internal static class IngressValidation
{
    private static readonly string[] PathTypes = ["Exact", "ImplementationSpecific", "Prefix"];

    public static IEnumerable<FieldError> Check(KubeObject ingress)
    {
        var spec = ingress.Spec ?? MapValue.Empty;
        var rules = spec.ListAt("rules");
        var errors = new List<FieldError>();
        if (rules.Count == 0 && spec["defaultBackend"] is null)
        {
            errors.Add(FieldError.Invalid("spec", spec["rules"] ?? Value.Null, "either `defaultBackend` or `rules` must be specified"));
        }

        if (spec.MapAt("defaultBackend") is { } backend)
        {
            errors.AddRange(CheckBackend("spec.defaultBackend", backend));
        }

        for (var i = 0; i < rules.Count; i++)
        {
            errors.AddRange(CheckRule($"spec.rules[{i}]", rules[i]));
        }

        return errors;
    }

    private static IEnumerable<FieldError> CheckRule(string path, Value rule)
    {
        var host = rule.StringAt("host") ?? "";
        if (host.Length > 0 && IPAddress.TryParse(host, out _))
        {
            yield return FieldError.Invalid($"{path}.host", host, "must be a DNS name, not an IP address");
        }
        else if (host.Length > 0 && !MetadataValidation.IsSubdomain(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host))
        {
            yield return MetadataValidation.InvalidSubdomain($"{path}.host", host);
        }

        var paths = rule.ListAt("http", "paths");
        if (rule.At("http") is not null && paths.Count == 0)
        {
            yield return FieldError.Required($"{path}.http.paths");
        }

        for (var i = 0; i < paths.Count; i++)
        {
            foreach (var error in CheckPath($"{path}.http.paths[{i}]", paths[i]))
            {
                yield return error;
            }
        }
    }

    private static List<FieldError> CheckPath(string path, Value item)
    {
        var type = item.StringAt("pathType");
        if (type is null)
        {
            return [FieldError.Required($"{path}.pathType", "pathType must be specified")];
        }

        var errors = new List<FieldError>();
        var text = item.StringAt("path") ?? "";
        if (!PathTypes.Contains(type))
        {
            errors.Add(FieldError.Unsupported($"{path}.pathType", type, PathTypes));
        }
        else if (!text.StartsWith('/') && (text.Length > 0 || type != "ImplementationSpecific"))
        {
            errors.Add(FieldError.Invalid($"{path}.path", text, "must be an absolute path"));
        }

        errors.AddRange(CheckBackend($"{path}.backend", item.MapAt("backend") ?? MapValue.Empty));
        return errors;
    }

    private static List<FieldError> CheckBackend(string path, MapValue backend)
    {
        if (backend["service"] is not MapValue service)
        {
            return backend["resource"] is null ? [FieldError.Invalid(path, "", "resource or service backend is required")] : [];
        }

        if (backend["resource"] is not null)
        {
            return [FieldError.Invalid(path, "", "cannot set both resource and service backends")];
        }

        var errors = new List<FieldError>();
        var name = service.StringAt("name") ?? "";
        if (name.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.service.name"));
        }
        else if (!MetadataValidation.IsLabel(name))
        {
            errors.Add(MetadataValidation.InvalidLabel($"{path}.service.name", name));
        }

        var (portName, number) = (service.StringAt("port", "name") ?? "", service.Int64At("port", "number") ?? 0);
        if (portName.Length > 0 && number != 0)
        {
            errors.Add(FieldError.Invalid(path, "", "cannot set both port name & port number"));
        }
        else if (portName.Length == 0 && number == 0)
        {
            errors.Add(FieldError.Required(path, "port name or number is required"));
        }
        else if (portName.Length == 0 && number is < 1 or > 65535)
        {
            errors.Add(FieldError.Invalid($"{path}.service.port.number", number, "must be between 1 and 65535, inclusive"));
        }

        return errors;
    }
}
