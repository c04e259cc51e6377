using System.Globalization;
using Kubespy.ControlPlane.Simulation;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Admission;

/// <summary>
/// Gives Services their addresses and node ports: cluster IPs of 10.96.0.0/16, node ports 30000–32767
/// (pkg/registry/core/service/storage/alloc.go). What is taken is read off the stored Services.
/// </summary>
public sealed class ServiceAddresses(Store store, Randomness random)
{
    private const int FirstNodePort = 30000;
    private const int NodePorts = 2768;

    public KubeObject Allocate(KubeObject service, KubeObject? old)
    {
        var spec = service.Spec ?? MapValue.Empty;
        var type = spec["type"]?.AsString();
        if (type == "ExternalName")
        {
            return service;
        }

        spec = AllocateClusterIp(spec, old?.Spec);
        if (type is "NodePort" or "LoadBalancer" && spec["allocateLoadBalancerNodePorts"]?.AsBool() != false)
        {
            spec = AllocateNodePorts(spec, old?.Spec);
        }

        return service.With("spec", spec);
    }

    private MapValue AllocateClusterIp(MapValue spec, MapValue? old)
    {
        var ip = spec["clusterIP"]?.AsString() is { Length: > 0 } given ? given
            : old?["clusterIP"]?.AsString() is { Length: > 0 } kept ? kept
            : NextClusterIp();
        var result = spec.With("clusterIP", ip).With("clusterIPs", ListValue.Of([ip]));
        if (ip == "None" && spec.MapAt("selector") is null or { Count: 0 } && result["ipFamilies"] is null && result["ipFamilyPolicy"] is null or StringValue { Text: "RequireDualStack" })
        {
            // Nobody knows which families the endpoints of a headless Service without a selector will have.
            return result.With("ipFamilyPolicy", "RequireDualStack").With("ipFamilies", ListValue.Of(["IPv4", "IPv6"]));
        }

        result = result["ipFamilies"] is null ? result.With("ipFamilies", ListValue.Of(["IPv4"])) : result;
        return result["ipFamilyPolicy"] is null ? result.With("ipFamilyPolicy", "SingleStack") : result;
    }

    private MapValue AllocateNodePorts(MapValue spec, MapValue? old)
    {
        var taken = store.Read(Resources.Services).Objects.Values
            .SelectMany(s => s.Root.ListAt("spec", "ports"))
            .Select(p => p.Int64At("nodePort") ?? 0)
            .ToHashSet();
        return spec.With("ports", ListValue.Of(spec.ListAt("ports").Select(item =>
        {
            var port = (MapValue)item;
            if ((port["nodePort"]?.AsInt64() ?? 0) != 0)
            {
                return port;
            }

            var kept = old?.ListAt("ports").FirstOrDefault(o => o["port"] == port["port"] && o["protocol"] == port["protocol"])?.Int64At("nodePort");
            var number = kept is > 0 ? kept.Value : NextNodePort(taken);
            taken.Add(number);
            return (Value)port.With("nodePort", number);
        })));
    }

    private string NextClusterIp()
    {
        var taken = store.Read(Resources.Services).Objects.Values.Select(s => s.Root.StringAt("spec", "clusterIP")).ToHashSet();
        while (true)
        {
            var ip = string.Create(CultureInfo.InvariantCulture, $"10.96.{random.Next(256)}.{1 + random.Next(254)}");
            if (ip != "10.96.0.1" && !taken.Contains(ip))
            {
                return ip;
            }
        }
    }

    private long NextNodePort(HashSet<long> taken)
    {
        if (taken.Count >= NodePorts)
        {
            throw new ApiException(new ApiStatus(500, "InternalError", "failed to allocate a nodePort: range is full"));
        }

        while (true)
        {
            var port = FirstNodePort + random.Next(NodePorts);
            if (!taken.Contains(port))
            {
                return port;
            }
        }
    }
}
