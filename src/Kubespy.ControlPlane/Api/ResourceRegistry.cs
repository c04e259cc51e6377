namespace Kubespy.ControlPlane.Api;

/// <summary>
/// What one API server serves now: the built-in resources and those that CustomResourceDefinitions add.
/// Written by the loop's thread; <see cref="Current"/> may be read from any.
/// </summary>
public sealed class ResourceRegistry(IReadOnlyList<ServedVersion> builtIn)
{
    private readonly SortedDictionary<string, IReadOnlyList<ServedVersion>> _custom = new(StringComparer.Ordinal);
    private volatile ServedResources _current = new(builtIn);

    /// <summary>Called with each resource that was not served before.</summary>
    public event Action<Resource>? Added;

    /// <summary>Called with each resource that is served no more.</summary>
    public event Action<Resource>? Removed;

    public ServedResources Current => _current;

    /// <summary>The resource as it is served now: its definition may have changed since the caller got it.</summary>
    /// <exception cref="ApiException">404: it is not served any more.</exception>
    public Resource Resolve(Resource resource) => resource.IsCustom
        ? Current.FindResource(resource.GroupResource) ?? throw new ApiException(ApiStatus.NotServed)
        : resource;

    /// <summary>Serves a custom resource in these versions, in place of those that it had.</summary>
    internal void Set(IReadOnlyList<ServedVersion> versions)
    {
        var resource = versions[0].Resource;
        var isNew = !_custom.ContainsKey(resource.GroupResource);
        _custom[resource.GroupResource] = versions;
        if (isNew)
        {
            Added?.Invoke(resource);
        }

        Publish();
    }

    internal void Remove(string groupResource)
    {
        if (_custom.Remove(groupResource, out var versions))
        {
            Publish();
            Removed?.Invoke(versions[0].Resource);
        }
    }

    private void Publish() => _current = new ServedResources([.. builtIn, .. _custom.Values.SelectMany(v => v)]);
}
