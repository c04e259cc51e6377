using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Autoscaling;

/// <summary>
/// What a metrics server would report of Pods whose containers are not run: docs/pod-behaviour.md. The annotation <c>kubespy.dev/cpu</c> or
/// <c>kubespy.dev/memory</c> of a Pod is what it uses; that of the object that is scaled is a load which its Ready Pods share. Pure.
/// </summary>
internal static class SimulatedUsage
{
    /// <summary>A Pod whose metrics do not come.</summary>
    private const string Unknown = "unknown";

    /// <summary>What a node itself uses, in thousandths of a core.</summary>
    public const long NodeCpu = 100;

    /// <summary>What a node itself uses, in thousandths of a byte.</summary>
    public const long NodeMemory = 512L * 1024 * 1024 * 1000;

    private static readonly Dictionary<string, Quantity> Idle = new(StringComparer.Ordinal)
    {
        ["cpu"] = Quantity.Parse("1m"),
        ["memory"] = Quantity.Parse("16Mi"),
    };

    /// <summary>By a Pod's name, in thousandths; a Pod of which nothing is known is missing.</summary>
    /// <param name="pods">Those that the target's selector matches.</param>
    /// <param name="target">What is scaled.</param>
    /// <param name="resource"><c>cpu</c> or <c>memory</c>; of others nothing is measured.</param>
    /// <param name="container">The container whose share it is; empty takes the whole Pod.</param>
    public static Dictionary<string, long> Of(IReadOnlyList<KubeObject> pods, KubeObject target, string resource, string container)
    {
        var usage = new Dictionary<string, long>(StringComparer.Ordinal);
        if (!Idle.TryGetValue(resource, out var idle))
        {
            return usage;
        }

        var load = Read(target.Annotation($"kubespy.dev/{resource}"));
        var sharing = pods.Count(p => IsMeasured(p) && PodView.Of(p).IsReady);
        foreach (var pod in pods.Where(IsMeasured))
        {
            var own = pod.Annotation($"kubespy.dev/{resource}");
            if (own == Unknown)
            {
                continue;
            }

            var used = Read(own)?.Milli
                ?? (load is { } all && sharing > 0 ? PodView.Of(pod).IsReady ? all.Milli / sharing : 0 : idle.Milli);
            var containers = pod.Root.ListAt("spec", "containers");
            if (container.Length == 0)
            {
                usage[pod.Name] = used;
            }
            else if (containers.Any(c => c.StringAt("name") == container))
            {
                usage[pod.Name] = used / containers.Count;
            }
        }

        return usage;
    }

    private static bool IsMeasured(KubeObject pod) => pod.Root.StringAt("status", "phase") == "Running";

    private static Quantity? Read(string? text) => text is null ? null : Quantity.TryParse(text);
}
