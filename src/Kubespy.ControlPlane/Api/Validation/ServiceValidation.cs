using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Services (ValidateService in pkg/apis/core/validation).</summary>
internal static class ServiceValidation
{
    private const string PortRange = "must be between 1 and 65535, inclusive";

    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];
    private static readonly string[] Types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

    public static IEnumerable<FieldError> Check(KubeObject service, KubeObject? old)
    {
        var spec = service.Spec ?? MapValue.Empty;
        var type = spec["type"]?.AsString() ?? "";
        var ports = spec.ListAt("ports");
        if (!Types.Contains(type))
        {
            yield return FieldError.Unsupported("spec.type", type, Types);
        }

        if (ports.Count == 0 && type != "ExternalName" && spec["clusterIP"]?.AsString() != "None")
        {
            yield return FieldError.Required("spec.ports");
        }

        if (type == "ExternalName" && spec["externalName"]?.AsString() is null or "")
        {
            yield return FieldError.Required("spec.externalName");
        }

        foreach (var error in CheckPorts(ports))
        {
            yield return error;
        }

        if (old?.Root.StringAt("spec", "clusterIP") is { Length: > 0 } ip && type != "ExternalName" && spec["clusterIP"]?.AsString() != ip)
        {
            yield return FieldError.Invalid("spec.clusterIPs[0]", spec["clusterIPs"] ?? Value.Null, "may not change once set");
        }
    }

    /// <summary>What the real server says of it: its internal type, with two fields set.</summary>
    private static MapValue Key(Value port) => MapValue.Of(
        ("Name", ""), ("Protocol", port.StringAt("protocol") ?? ""), ("AppProtocol", Value.Null), ("Port", port.At("port") ?? 0), ("TargetPort", 0), ("NodePort", 0));

    private static bool SameDoor(Value a, Value b) => a.At("port") == b.At("port") && a.StringAt("protocol") == b.StringAt("protocol");

    private static IEnumerable<FieldError> CheckPorts(ListValue ports)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Count; i++)
        {
            var path = $"spec.ports[{i}]";
            var name = ports[i].StringAt("name") ?? "";
            if (name.Length == 0 && ports.Count > 1)
            {
                yield return FieldError.Required($"{path}.name");
            }
            else if (name.Length > 0 && !MetadataValidation.IsLabel(name))
            {
                yield return MetadataValidation.InvalidLabel($"{path}.name", name);
            }
            else if (name.Length > 0 && !names.Add(name))
            {
                yield return FieldError.Duplicate($"{path}.name", name);
            }

            var port = ports[i].Int64At("port") ?? 0;
            if (port is < 1 or > 65535)
            {
                yield return FieldError.Invalid($"{path}.port", port, PortRange);
            }

            if (ports[i].StringAt("protocol") is { } protocol && !Protocols.Contains(protocol))
            {
                yield return FieldError.Unsupported($"{path}.protocol", protocol, Protocols);
            }

            var target = new List<FieldError>();
            ContainerValidation.CheckPort($"{path}.targetPort", ports[i]["targetPort"], target);
            foreach (var error in target)
            {
                yield return error;
            }
        }

        for (var i = 0; i < ports.Count; i++)
        {
            if (ports.Take(i).Any(p => SameDoor(p, ports[i])))
            {
                yield return FieldError.Duplicate($"spec.ports[{i}]", Key(ports[i]));
            }
        }
    }
}
