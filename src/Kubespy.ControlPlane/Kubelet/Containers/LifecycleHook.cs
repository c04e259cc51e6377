using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>What a hook of a container's lifecycle takes, and whether it fails (pkg/kubelet/lifecycle/handlers.go). Pure.</summary>
internal sealed record LifecycleHook(TimeSpan Duration, bool Fails)
{
    private static readonly TimeSpan Request = TimeSpan.FromMilliseconds(50);

    /// <summary>Null where the container has no such hook.</summary>
    /// <param name="container">The container's spec.</param>
    /// <param name="name"><c>postStart</c> or <c>preStop</c>.</param>
    public static LifecycleHook? Of(MapValue container, string name)
    {
        if (container.MapAt("lifecycle", name) is not { } hook)
        {
            return null;
        }

        if (hook.Int64At("sleep", "seconds") is { } seconds)
        {
            return new LifecycleHook(Durations.OfSeconds(seconds), Fails: false);
        }

        var script = ShellScript.Of(hook.ListAt("exec", "command"));
        return new LifecycleHook(Request + (script?.Duration ?? TimeSpan.Zero), script is { ExitCode: not 0 });
    }
}
