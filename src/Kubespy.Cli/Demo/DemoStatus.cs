using Kubespy.Cli.Sources;
using Kubespy.Cli.Targets;
using Kubespy.Cli.Views;
using Kubespy.Client;
using Kubespy.Client.Discovery;
using Kubespy.Core.Changes;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Demo;

/// <summary>What <c>kubespy status v1 Pod nginx</c> tells, in the cluster's time.</summary>
internal sealed class DemoStatus(ClusterClient client, ChangeOutput output, TimeProvider clock)
{
    private static readonly FieldScope Scope = new([FieldPattern.Parse(".status")], false);

    private readonly TaskCompletionSource _watches = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>From then on nothing is missed.</summary>
    public Task Watches => _watches.Task;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var tracker = new ChangeTracker(Scope);
        var target = new ObservedTarget(client, new RestMapper(client), RestMapper.BuiltIn("pod")!, "default", NamePattern.Parse("nginx"));
        await foreach (var heard in new TargetSource([target], Projection.Of("apiVersion", "kind", "metadata", "status")).ReadAsync(cancellation))
        {
            if (heard.News is SourceEvent.Synced)
            {
                _watches.TrySetResult();
            }
            else if (heard.News is SourceEvent.ObjectChanged change && tracker.Apply(change with { Time = clock.GetUtcNow() }) is { } told)
            {
                output.Tell(told, target.SubjectOf(change.Object, withNamespace: false), "");
            }
        }
    }
}
