namespace Kubespy.Core.Objects;

/// <summary>Namespace and name; the namespace is empty for cluster-scoped objects. Not an identity: that is the UID (design.md, law 6).</summary>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    /// <summary><c>namespace/name</c>, or the name alone: the key of client-go's caches and queues.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";

    public static ObjectKey Parse(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new("", key) : new(key[..slash], key[(slash + 1)..]);
    }
}
