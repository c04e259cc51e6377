using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Admission;

/// <summary>Amounts by resource name: <c>cpu</c>, <c>requests.memory</c>, <c>count/pods</c> (a ResourceList).</summary>
public sealed class ResourceAmounts
{
    private readonly SortedDictionary<string, Quantity> _amounts = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _amounts.Keys;

    public int Count => _amounts.Count;

    public Quantity this[string name] => _amounts.GetValueOrDefault(name);

    public static ResourceAmounts Of(MapValue? list)
    {
        var amounts = new ResourceAmounts();
        foreach (var (name, value) in list ?? MapValue.Empty)
        {
            amounts._amounts[name] = Quantity.Parse(value.AsString() ?? "0");
        }

        return amounts;
    }

    public bool Has(string name) => _amounts.ContainsKey(name);

    public ResourceAmounts Add(string name, Quantity amount)
    {
        _amounts[name] = _amounts.TryGetValue(name, out var there) ? there + amount : amount;
        return this;
    }

    public ResourceAmounts AddAll(ResourceAmounts other)
    {
        foreach (var (name, amount) in other._amounts)
        {
            Add(name, amount);
        }

        return this;
    }

    /// <summary>The larger of both, name by name.</summary>
    public ResourceAmounts Max(ResourceAmounts other)
    {
        foreach (var (name, amount) in other._amounts.Where(a => !Has(a.Key) || a.Value > this[a.Key]))
        {
            _amounts[name] = amount;
        }

        return this;
    }

    /// <summary>Those of the names alone.</summary>
    public ResourceAmounts Only(IEnumerable<string> names)
    {
        var result = new ResourceAmounts();
        foreach (var name in names.Where(Has))
        {
            result._amounts[name] = this[name];
        }

        return result;
    }

    public MapValue ToValue() => MapValue.Of(_amounts.Select(a => KeyValuePair.Create(a.Key, (Value)a.Value.ToString())));

    /// <summary><c>cpu=1,pods=3</c></summary>
    public override string ToString() => string.Join(',', _amounts.Select(a => $"{a.Key}={a.Value}"));
}
