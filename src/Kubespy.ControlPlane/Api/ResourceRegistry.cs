namespace Kubespy.ControlPlane.Api;

/// <summary>
/// What one API server serves now: the built-in resources and those that CustomResourceDefinitions add.
/// Written by the loop's thread; <see cref="Current"/> may be read from any.
/// </summary>
public sealed class ResourceRegistry(IReadOnlyList<ServedVersion> builtIn)
{
    private volatile ServedResources _current = new(builtIn);

    public ServedResources Current => _current;
}
