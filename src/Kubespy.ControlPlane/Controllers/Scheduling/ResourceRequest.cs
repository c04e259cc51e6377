using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>
/// What a Pod asks for of a node: cpu in thousandths, every other resource in its unit, and its overhead
/// (component-helpers/resource, KEP-753). Pure.
/// </summary>
internal sealed class ResourceRequest
{
    private static readonly ResourceRequest Nothing = new();

    private readonly SortedDictionary<string, long> _amounts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Amounts => _amounts;

    public long this[string resource] => _amounts.GetValueOrDefault(resource);

    /// <summary>
    /// Its containers and sidecars together, or an init container beside the sidecars before it where that is more.
    /// </summary>
    public static ResourceRequest Of(KubeObject pod)
    {
        var (sum, peak) = (new ResourceRequest(), new ResourceRequest());
        foreach (var init in pod.Root.ListAt("spec", "initContainers"))
        {
            var beside = new ResourceRequest();
            beside.Add(sum._amounts);
            beside.Add(Requests(init));
            peak.Raise(beside._amounts);
            if (init.StringAt("restartPolicy") == "Always")
            {
                sum.Add(Requests(init));
            }
        }

        foreach (var container in pod.Root.ListAt("spec", "containers"))
        {
            sum.Add(Requests(container));
        }

        sum.Raise(peak._amounts);
        sum.Add(Read(pod.Root.MapAt("spec", "overhead")));
        return sum._amounts.Count == 0 ? Nothing : sum;
    }

    /// <summary>What a node has to give.</summary>
    public static IReadOnlyDictionary<string, long> AllocatableOf(KubeObject node)
    {
        var all = new ResourceRequest();
        all.Add(Read(node.Root.MapAt("status", "allocatable")));
        return all._amounts;
    }

    private static IEnumerable<KeyValuePair<string, long>> Requests(Value container) => Read(container.MapAt("resources", "requests"));

    private static IEnumerable<KeyValuePair<string, long>> Read(MapValue? amounts)
    {
        foreach (var (name, value) in amounts ?? MapValue.Empty)
        {
            if (Quantity.TryParse(value.AsString() ?? value.ToString()) is { } quantity)
            {
                yield return new(name, name == "cpu" ? quantity.Milli : quantity.Value);
            }
        }
    }

    private void Add(IEnumerable<KeyValuePair<string, long>> amounts)
    {
        foreach (var (name, amount) in amounts)
        {
            _amounts[name] = this[name] + amount;
        }
    }

    private void Raise(IEnumerable<KeyValuePair<string, long>> amounts)
    {
        foreach (var (name, amount) in amounts)
        {
            _amounts[name] = Math.Max(this[name], amount);
        }
    }
}
