using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>What a hook of a container's lifecycle takes, and whether it fails (pkg/kubelet/lifecycle/handlers.go). Pure.</summary>
/// <param name="Duration">How long it runs.</param>
/// <param name="Fails">Whether it fails then.</param>
/// <param name="Command">The words of the command that it is; empty where it is none.</param>
/// <param name="ExitCode">The code that the command exits with.</param>
internal sealed record LifecycleHook(TimeSpan Duration, bool Fails, IReadOnlyList<string> Command, int ExitCode)
{
    private static readonly TimeSpan Request = TimeSpan.FromMilliseconds(50);

    public bool IsCommand => Command.Count > 0;

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
            return new LifecycleHook(Durations.OfSeconds(seconds), Fails: false, [], ExitCode: 0);
        }

        var command = hook.ListAt("exec", "command");
        var script = ShellScript.Of(command);
        return new LifecycleHook(Request + (script?.Duration ?? TimeSpan.Zero), script is { ExitCode: not 0 }, [.. command.Select(w => w.AsString() ?? "")], script?.ExitCode ?? 0);
    }

    /// <summary>What the kubelet says of the command's failure.</summary>
    /// <param name="container">The container's name.</param>
    /// <param name="pod">The Pod as the kubelet writes it: <c>name_namespace(uid)</c>.</param>
    public string Message(string container, string pod)
    {
        var words = string.Join(' ', Command);
        return FormattableString.Invariant(
            $"Exec lifecycle hook ([{words}]) for Container \"{container}\" in Pod \"{pod}\" failed - error: command '{words}' exited with {ExitCode}: , message: \"\"");
    }
}
