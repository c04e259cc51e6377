using System.Threading.Channels;
using Kubespy.Cli.Sources;
using Kubespy.Client;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Commands;

/// <summary>Who folds a target's events, and where they come from.</summary>
internal sealed record TracePlan(ITracer Tracer, Func<ChannelWriter<SourceEvent>, CancellationToken, Task> Source)
{
    public static TracePlan For(ClusterClient client, ResolvedTarget target, TraceOptions options)
    {
        var (resource, ns, name) = target;
        var tracer = TracerOf(resource.Gvk, ns, name, options);
        Func<ChannelWriter<SourceEvent>, CancellationToken, Task> source = tracer is DeploymentTracer
            ? new ClusterDeploymentSource(client, ns, name).RunAsync
            : new ClusterObjectSource(client, resource, ns, name, KindOf(resource.Gvk)).RunAsync;
        return new TracePlan(tracer, options.LogLines > 0 ? new LogFollower(client, options.LogLines, source).RunAsync : source);
    }

    /// <exception cref="ClusterException">No trace knows that kind.</exception>
    public static ITracer TracerOf(GroupVersionKind kind, string ns, string name, TraceOptions options) => kind is { Group: "apps", Kind: "Deployment" }
        ? new DeploymentTracer(name, ns, options.ToleratedRestarts)
        : new ObjectTracer(KindOf(kind), name, ns, options.ToleratedRestarts);

    private static IKindTrace KindOf(GroupVersionKind kind) => KindTraces.Find(kind.Group, kind.Kind) ?? throw new ClusterException(
        ClusterProblem.BadConfiguration, $"kubespy cannot trace a {kind.Kind} yet", "trace what owns it, or what it owns");
}
