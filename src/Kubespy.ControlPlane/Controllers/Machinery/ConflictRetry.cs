using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Simulation;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>How often, and how much later each time, a write is tried again that met a conflict (client-go/util/retry).</summary>
internal sealed record ConflictRetry(int Tries, int Factor)
{
    /// <summary>Where another write by chance came first (DefaultRetry).</summary>
    public static readonly ConflictRetry Default = new(5, 1);

    /// <summary>Where another client keeps writing (DefaultBackoff).</summary>
    public static readonly ConflictRetry Backoff = new(4, 5);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(10);

    /// <exception cref="ApiException">Refused otherwise, or the last try met a conflict too.</exception>
    public async Task RunAsync(EventLoop loop, Func<Task> write)
    {
        var delay = First;
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                await write();
                return;
            }
            catch (ApiException e) when (e.IsConflict && left > 0)
            {
                await loop.DelayAsync(delay);
                delay *= Factor;
            }
        }
    }
}
