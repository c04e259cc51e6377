using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tests.Tracing.Objects;

public sealed class PodKindTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Succeeded", "Completed")]
    [InlineData("Failed", "Error")]
    public void A_Pod_that_has_ended_while_it_is_deleted_is_traced_to_its_end(string phase, string reason)
    {
        var tracer = new ObjectTracer(new PodKind(), "web", "default");
        var pod = KubeObject.Parse(
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"default","uid":"u","deletionTimestamp":"2026-01-01T00:00:30Z","deletionGracePeriodSeconds":30},
             "spec":{"nodeName":"node-1","containers":[{"name":"c"}]},
             "status":{"phase":"PHASE","containerStatuses":[{"name":"c","ready":false,"state":{"terminated":{"exitCode":0,"reason":"REASON"}}}]}}
            """.Replace("PHASE", phase, StringComparison.Ordinal).Replace("REASON", reason, StringComparison.Ordinal));
        tracer.Apply(new SourceEvent.ObjectChanged(Start, ChangeType.Added, pod, IsInitial: true));
        tracer.Apply(new SourceEvent.CaughtUp(Start));

        var trace = tracer.Trace(Start.AddSeconds(1));
        trace.Verdict.ShouldBe(Verdict.Terminating);
        trace.Reason.ShouldStartWith(reason);
    }
}
