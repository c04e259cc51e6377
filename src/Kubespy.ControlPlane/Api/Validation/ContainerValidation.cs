using System.Text.RegularExpressions;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>One container's ports, environment, mounts and resources (validateContainerCommon in pkg/apis/core/validation).</summary>
internal static partial class ContainerValidation
{
    private const string PortRange = "must be between 1 and 65535, inclusive";
    private const string Negative = "must be greater than or equal to 0";

    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];
    private static readonly string[] Sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];
    private static readonly string[] References = ["configMapRef", "secretRef"];
    private static readonly string[] KeySources = ["configMapKeyRef", "secretKeyRef"];

    public static void Check(string path, MapValue container, HashSet<string> volumes, List<FieldError> errors)
    {
        if (container.StringAt("terminationMessagePolicy") is { Length: > 0 } policy and not ("File" or "FallbackToLogsOnError"))
        {
            errors.Add(FieldError.UnsupportedInOrder($"{path}.terminationMessagePolicy", policy, "File", "FallbackToLogsOnError"));
        }

        CheckPorts($"{path}.ports", container.ListAt("ports"), errors);
        CheckEnvironment($"{path}.env", container.ListAt("env"), errors);
        CheckSources($"{path}.envFrom", container.ListAt("envFrom"), errors);
        CheckMounts($"{path}.volumeMounts", container.ListAt("volumeMounts"), volumes, errors);
        CheckResources($"{path}.resources", container, errors);
    }

    /// <summary>A port by its number or its name.</summary>
    public static void CheckPort(string path, Value? port, List<FieldError> errors)
    {
        if (port is StringValue name)
        {
            errors.AddRange(PortNameRules(name.Text).Select(rule => FieldError.Invalid(path, name, rule)));
        }
        else if ((port?.AsInt64() ?? 0) is var number and (< 1 or > 65535))
        {
            errors.Add(FieldError.Invalid(path, number, PortRange));
        }
    }

    private static void CheckPorts(string path, ListValue ports, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Count; i++)
        {
            var name = ports[i].StringAt("name") ?? "";
            var rules = name.Length == 0 ? [] : PortNameRules(name).ToArray();
            errors.AddRange(rules.Select(rule => FieldError.Invalid($"{path}[{i}].name", name, rule)));
            if (name.Length > 0 && rules.Length == 0 && !names.Add(name))
            {
                errors.Add(FieldError.Duplicate($"{path}[{i}].name", name));
            }

            var number = ports[i].Int64At("containerPort") ?? 0;
            if (number == 0)
            {
                errors.Add(FieldError.Required($"{path}[{i}].containerPort"));
            }
            else if (number is < 1 or > 65535)
            {
                errors.Add(FieldError.Invalid($"{path}[{i}].containerPort", number, PortRange));
            }

            if (ports[i].Int64At("hostPort") is < 0 or > 65535)
            {
                errors.Add(FieldError.Invalid($"{path}[{i}].hostPort", ports[i].Int64At("hostPort")!.Value, PortRange));
            }

            if (ports[i].StringAt("protocol") is { } protocol && !Protocols.Contains(protocol))
            {
                errors.Add(FieldError.Unsupported($"{path}[{i}].protocol", protocol, Protocols));
            }
        }
    }

    /// <summary>What is wrong with a port's name (IsValidPortName in apimachinery/pkg/util/validation).</summary>
    private static IEnumerable<string> PortNameRules(string name)
    {
        if (name.Length > 15)
        {
            yield return "must be no more than 15 characters";
        }

        if (!PortCharacters().IsMatch(name))
        {
            yield return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        }

        if (!name.Any(char.IsAsciiLetterLower))
        {
            yield return "must contain at least one letter (a-z)";
        }

        if (name.Contains("--", StringComparison.Ordinal))
        {
            yield return "must not contain consecutive hyphens";
        }

        if (name.StartsWith('-') || name.EndsWith('-'))
        {
            yield return "must not begin or end with a hyphen";
        }
    }

    private static void CheckEnvironment(string path, ListValue variables, List<FieldError> errors)
    {
        for (var i = 0; i < variables.Count; i++)
        {
            var name = variables[i].StringAt("name") ?? "";
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required($"{path}[{i}].name"));
            }
            else if (name.Any(c => c is < ' ' or > '~' or '='))
            {
                errors.Add(FieldError.Invalid($"{path}[{i}].name", name, "a valid environment variable name must consist only of printable ASCII characters other than '='"));
            }

            if (variables[i].MapAt("valueFrom") is { } from)
            {
                CheckValueFrom($"{path}[{i}].valueFrom", from, variables[i].StringAt("value") ?? "", errors);
            }
        }
    }

    private static void CheckValueFrom(string path, MapValue from, string value, List<FieldError> errors)
    {
        foreach (var source in KeySources.Where(s => from.MapAt(s) is { } reference && reference.StringAt("key") is null or ""))
        {
            errors.Add(FieldError.Required($"{path}.{source}.key"));
        }

        var count = Sources.Count(s => from[s] is MapValue);
        var wrong = count == 0 ? "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
            : value.Length > 0 ? "may not be specified when `value` is not empty"
            : count > 1 ? "may not have more than one field specified at a time"
            : "";
        if (wrong.Length > 0)
        {
            errors.Add(FieldError.Invalid(path, "", wrong));
        }
    }

    private static void CheckSources(string path, ListValue sources, List<FieldError> errors)
    {
        for (var i = 0; i < sources.Count; i++)
        {
            var named = References.Where(s => sources[i].At(s) is MapValue).ToArray();
            errors.AddRange(named.Where(s => sources[i].StringAt(s, "name") is null or "").Select(s => FieldError.Required($"{path}[{i}].{s}.name")));
            if (named.Length != 1)
            {
                errors.Add(FieldError.Invalid(
                    path, "", named.Length == 0 ? "must specify one of: `configMapRef` or `secretRef`" : "may not have more than one field specified at a time"));
            }
        }
    }

    private static void CheckMounts(string path, ListValue mounts, HashSet<string> volumes, List<FieldError> errors)
    {
        var places = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < mounts.Count; i++)
        {
            var (name, place) = (mounts[i].StringAt("name") ?? "", mounts[i].StringAt("mountPath") ?? "");
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required($"{path}[{i}].name"));
            }

            if (!volumes.Contains(name))
            {
                errors.Add(new FieldError("FieldValueNotFound", $"{path}[{i}].name", $"Not found: {StringValue.Of(name)}"));
            }

            if (place.Length == 0)
            {
                errors.Add(FieldError.Required($"{path}[{i}].mountPath"));
            }

            if (!places.Add(place))
            {
                errors.Add(FieldError.Invalid($"{path}[{i}].mountPath", place, "must be unique"));
            }
        }
    }

    private static void CheckResources(string path, MapValue container, List<FieldError> errors)
    {
        foreach (var kind in (ReadOnlySpan<string>)["limits", "requests"])
        {
            foreach (var (name, value) in container.MapAt("resources", kind) ?? MapValue.Empty)
            {
                CheckResourceName($"{path}.{kind}[{name}]", name, errors);
                if (Quantity.TryParse(value.AsString() ?? "") < default(Quantity))
                {
                    errors.Add(FieldError.Invalid($"{path}.{kind}[{name}]", value, Negative));
                }

                if (kind == "requests" && container.StringAt("resources", "limits", name) is { } limit
                    && Quantity.TryParse(limit)?.Milli < Quantity.TryParse(value.AsString() ?? "")?.Milli)
                {
                    errors.Add(FieldError.Invalid($"{path}.requests", value, $"must be less than or equal to {name} limit of {limit}"));
                }
            }
        }
    }

    private static void CheckResourceName(string path, string name, List<FieldError> errors)
    {
        if (name.Contains('/', StringComparison.Ordinal) || name is "cpu" or "memory" or "ephemeral-storage" || name.StartsWith("hugepages-", StringComparison.Ordinal))
        {
            return;
        }

        if (name is not ("storage" or "pods" or "services" or "secrets" or "configmaps" or "persistentvolumeclaims" or "replicationcontrollers" or "resourcequotas"))
        {
            errors.Add(FieldError.Invalid(path, name, "must be a standard resource type or fully qualified"));
        }

        errors.Add(FieldError.Invalid(path, name, "must be a standard resource for containers"));
    }

    [GeneratedRegex(@"^[-a-z0-9]+\z")]
    private static partial Regex PortCharacters();
}
