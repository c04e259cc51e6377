using System.Collections;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>Objects by namespace, then by name, in this order.</summary>
internal sealed class ObjectsByName : IReadOnlyCollection<KubeObject>
{
    private readonly SortedDictionary<string, SortedDictionary<string, KubeObject>> _namespaces = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    public KubeObject? Get(ObjectKey key) => _namespaces.GetValueOrDefault(key.Namespace)?.GetValueOrDefault(key.Name);

    public IReadOnlyCollection<KubeObject> In(string ns) => _namespaces.TryGetValue(ns, out var objects) ? objects.Values : [];

    /// <summary>Adds an object whose key is not taken.</summary>
    public void Add(KubeObject obj)
    {
        if (!_namespaces.TryGetValue(obj.Namespace, out var objects))
        {
            _namespaces[obj.Namespace] = objects = new(StringComparer.Ordinal);
        }

        objects.Add(obj.Name, obj);
        Count++;
    }

    public void Remove(ObjectKey key)
    {
        if (_namespaces.TryGetValue(key.Namespace, out var objects) && objects.Remove(key.Name))
        {
            Count--;
            if (objects.Count == 0)
            {
                _namespaces.Remove(key.Namespace);
            }
        }
    }

    public IEnumerator<KubeObject> GetEnumerator() => _namespaces.Values.SelectMany(objects => objects.Values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
