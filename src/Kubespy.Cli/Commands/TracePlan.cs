using System.Threading.Channels;
using Kubespy.Cli.Sources;
using Kubespy.Client;
using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Commands;

/// <summary>Who folds a target's events, and where they come from.</summary>
internal sealed record TracePlan(ITracer Tracer, Func<ChannelWriter<SourceEvent>, CancellationToken, Task> Source)
{
    public static TracePlan For(ClusterClient client, TraceTarget target, TraceOptions options) => new(
        new DeploymentTracer(target.Name, target.Namespace, options.ToleratedRestarts),
        new ClusterDeploymentSource(client, target.Namespace, target.Name).RunAsync);
}
