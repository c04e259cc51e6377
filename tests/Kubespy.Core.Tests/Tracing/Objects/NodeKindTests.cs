using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tests.Tracing.Objects;

public sealed class NodeKindTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A recording of nodes has no leases in it, though their kubelets renew them.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void That_there_is_no_lease_is_said_only_where_leases_were_read(bool areRead)
    {
        var tracer = new ObjectTracer(new NodeKind(), "node-1", "");
        var node = KubeObject.Parse("""{"apiVersion":"v1","kind":"Node","metadata":{"name":"node-1","uid":"n"},"status":{"conditions":[{"type":"Ready","status":"True"}]}}""");
        tracer.Apply(new SourceEvent.ObjectChanged(Start, ChangeType.Added, node, IsInitial: true));
        if (areRead)
        {
            tracer.Apply(new SourceEvent.Synced(Start, new GroupVersionResource("coordination.k8s.io", "v1", "leases")));
        }

        tracer.Apply(new SourceEvent.CaughtUp(Start));
        tracer.Trace(Start.AddSeconds(1)).Sections.SelectMany(s => s.Rows).Any(r => r.Name == "lease").ShouldBe(areRead);
    }
}
