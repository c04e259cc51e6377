using System.Threading.Channels;
using Kubespy.Cli.Sources;
using Kubespy.Client;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Commands;

/// <summary>Who folds a target's events, and where they come from.</summary>
internal sealed record TracePlan(ITracer Tracer, Func<ChannelWriter<SourceEvent>, CancellationToken, Task> Source)
{
    /// <exception cref="ClusterException">No trace knows that kind.</exception>
    public static TracePlan For(ClusterClient client, ResolvedTarget target, TraceOptions options)
    {
        var (resource, ns, name) = target;
        if (target.IsDeployment)
        {
            return new TracePlan(new DeploymentTracer(name, ns, options.ToleratedRestarts), new ClusterDeploymentSource(client, ns, name).RunAsync);
        }

        var kind = KindTraces.Find(resource.Group, resource.Kind) ?? throw new ClusterException(
            ClusterProblem.BadConfiguration, $"kubespy cannot trace {resource.Plural} yet", "trace what owns it, or what it owns");
        return new TracePlan(
            new ObjectTracer(kind, name, ns, options.ToleratedRestarts), new ClusterObjectSource(client, resource, ns, name, kind).RunAsync);
    }
}
