namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>A cache has not seen yet what its controller wrote: the sync comes again, a little later.</summary>
internal sealed class StaleCacheException(string message) : InvalidOperationException(message);
