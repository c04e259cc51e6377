using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Endpoints;

/// <summary>
/// The subsets of an Endpoints object: ports that the same addresses have share one (pkg/api/v1/endpoints). Pure. The real ones are in the
/// order of hashes, these in the order of the Service's ports.
/// </summary>
internal static class EndpointSubsets
{
    /// <summary>Endpoints hold no more addresses than this.</summary>
    public const int MaxAddresses = 1000;

    public static IReadOnlyList<MapValue> Of(KubeObject service, IEnumerable<KubeObject> pods)
    {
        var publishAll = EndpointAddresses.PublishesNotReady(service);
        var all = pods.Where(p => EndpointAddresses.HasAddress(p) && (publishAll || !p.IsBeingDeleted))
            .Select(p => (Pod: p, IsReady: publishAll || PodView.Of(p).IsReady))
            .OrderBy(p => p.Pod.Root.StringAt("status", "podIP"), StringComparer.Ordinal).ThenBy(p => p.Pod.Uid, StringComparer.Ordinal).ToList();
        var ports = service.Root.ListAt("spec", "ports");
        if (ports.Count == 0)
        {
            return EndpointAddresses.IsHeadless(service) && all.Count > 0 ? [Subset(service, all, [])] : [];
        }

        var sharing = new List<(List<(KubeObject Pod, bool IsReady)> Addresses, List<Value> Ports)>();
        foreach (var port in ports)
        {
            foreach (var number in all.Select(p => EndpointAddresses.TargetPort(p.Pod, port)).Where(n => n is not null).Distinct())
            {
                var having = all.Where(p => EndpointAddresses.TargetPort(p.Pod, port) == number).ToList();
                var group = sharing.FirstOrDefault(s => s.Addresses.SequenceEqual(having));
                if (group.Ports is null)
                {
                    sharing.Add(group = (having, []));
                }

                group.Ports.Add(Port(port, number!.Value));
            }
        }

        return [.. sharing.Select(s => Subset(service, s.Addresses, s.Ports))];
    }

    public static int Count(IEnumerable<Value> subsets) => subsets.Sum(s => s.ListAt("addresses").Count + s.ListAt("notReadyAddresses").Count);

    /// <summary>
    /// At most 1,000 addresses: each subset keeps its share, ready ones before others. The same where there are no more.
    /// </summary>
    public static IReadOnlyList<MapValue> Truncate(IReadOnlyList<MapValue> subsets)
    {
        if (Count(subsets) <= MaxAddresses)
        {
            return subsets;
        }

        var ready = subsets.Sum(s => s.ListAt("addresses").Count);
        var field = ready > MaxAddresses ? "addresses" : "notReadyAddresses";
        var total = subsets.Sum(s => s.ListAt(field).Count);
        var room = ready > MaxAddresses ? MaxAddresses : MaxAddresses - ready;
        var left = room;
        var result = new List<MapValue>();
        foreach (var subset in subsets)
        {
            var all = subset.ListAt(field);
            var kept = Math.Min(left, (int)Math.Ceiling((double)all.Count / total * room));
            var cut = ListValue.Of(all.Take(kept));
            left -= cut.Count;
            var next = subset.WithOptional(field, cut.Count == 0 ? null : cut);
            result.Add(ready > MaxAddresses ? next.Without("notReadyAddresses") : next);
        }

        return result;
    }

    private static MapValue Subset(KubeObject service, List<(KubeObject Pod, bool IsReady)> addresses, List<Value> ports)
    {
        var ready = addresses.Where(a => a.IsReady).Select(a => (Value)Address(service, a.Pod)).ToArray();
        var notReady = addresses.Where(a => !a.IsReady).Select(a => (Value)Address(service, a.Pod)).ToArray();
        return new MapBuilder()
            .Set("addresses", ready.Length == 0 ? null : ListValue.Of(ready))
            .Set("notReadyAddresses", notReady.Length == 0 ? null : ListValue.Of(notReady))
            .Set("ports", ports.Count == 0 ? null : ListValue.Of(ports))
            .ToMap();
    }

    private static MapValue Port(Value port, long number) => new MapBuilder()
        .Set("name", port.StringAt("name") is { Length: > 0 } name ? StringValue.Of(name) : null)
        .Set("port", number)
        .Set("protocol", port["protocol"])
        .Set("appProtocol", port["appProtocol"])
        .ToMap();

    private static MapValue Address(KubeObject service, KubeObject pod) => new MapBuilder()
        .Set("ip", pod.Root.StringAt("status", "podIP")!)
        .Set("hostname", EndpointAddresses.Hostname(service, pod) is { } name ? StringValue.Of(name) : null)
        .Set("nodeName", PodView.Of(pod).NodeName)
        .Set("targetRef", EndpointAddresses.TargetRef(pod))
        .ToMap();
}
