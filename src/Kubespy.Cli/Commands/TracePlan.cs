using System.Threading.Channels;
using Kubespy.Cli.Sources;
using Kubespy.Client;
using Kubespy.Client.Discovery;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Commands;

/// <summary>Who folds a target's events, and where they come from.</summary>
internal sealed record TracePlan(ITracer Tracer, Func<ChannelWriter<SourceEvent>, CancellationToken, Task> Source)
{
    /// <summary>Completes once the logs have been told that what was told before asks for.</summary>
    public Func<Task> LogsRead { get; init; } = () => Task.CompletedTask;

    public static TracePlan For(ClusterClient client, RestMapper mapper, ResolvedTarget target, TraceOptions options, bool isWhole = false)
    {
        var (resource, ns, name) = target;
        var tracer = TracerOf(resource.Gvk, ns, name, options);
        Func<ChannelWriter<SourceEvent>, CancellationToken, Task> source = tracer is DeploymentTracer
            ? new ClusterDeploymentSource(client, ns, name) { IsWhole = isWhole, WatchesEndpoints = options.Asserts.Any(a => a.NeedsEndpoints) }.RunAsync
            : KindTraces.Find(resource.Group, resource.Kind) is { } kind ? new ClusterObjectSource(client, resource, ns, name, kind) { IsWhole = isWhole }.RunAsync
            : new ClusterTreeSource(client, mapper, resource, ns, name) { IsWhole = isWhole }.RunAsync;
        if (resource is { Group: "", Kind: "Namespace" })
        {
            source = new RemainingObjects(client, mapper, name, source).RunAsync;
        }

        if (resource is { Group: "", Kind: "Service" } && HostNetwork.Place is { } place)
        {
            source = new ServiceProbe(new HostNetwork(), place, client.Clock, source).RunAsync;
        }

        if (isWhole && Surroundings.Has(resource.Gvk))
        {
            source = new Surroundings(client, resource.Gvk, ns, name, source).RunAsync;
        }

        if (options.LogLines == 0)
        {
            return new TracePlan(tracer, source);
        }

        var logs = new LogFollower(client, options.LogLines, KindTraces.Find(resource.Group, resource.Kind), name, source);
        return new TracePlan(tracer, logs.RunAsync) { LogsRead = logs.WhenRead };
    }

    public static ITracer TracerOf(GroupVersionKind kind, string ns, string name, TraceOptions options) => kind is { Group: "apps", Kind: "Deployment" }
        ? new DeploymentTracer(name, ns, options.ToleratedRestarts)
        : new ObjectTracer(KindTraces.For(kind), name, ns, options.ToleratedRestarts);
}
