using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// One probe of a running container (pkg/kubelet/prober/worker.go): a result counts after as many in a row as its threshold says.
/// A probe that runs /bin/false fails; any other finds what the Pod's annotation says (docs/pod-behaviour.md).
/// </summary>
internal sealed class ContainerProbe(EventLoop loop, ProbeKind kind, MapValue spec, Func<KubeObject> pod, Action<ContainerProbe, bool, bool> report)
{
    public const string StartedAnnotation = "kubespy.dev/started";
    public const string ReadyAnnotation = "kubespy.dev/ready";
    public const string LiveAnnotation = "kubespy.dev/live";

    private ScheduledStep? _next;
    private bool? _decided;
    private bool _last;
    private int _inARow;

    public ProbeKind Kind => kind;

    /// <summary>It fails, whatever the Pod says.</summary>
    public bool Fails { get; init; }

    /// <summary>The grace period that it gives a container it stops, in seconds; null where the Pod's holds.</summary>
    public long? TerminationGracePeriodSeconds => spec["terminationGracePeriodSeconds"]?.AsInt64();

    /// <summary>What a failing one answers.</summary>
    public string Output =>
        spec["httpGet"] is not null ? "HTTP probe failed with statuscode: 503"
        : spec.Int64At("tcpSocket", "port") is { } port ? FormattableString.Invariant($"dial tcp {Address}:{port}: connect: connection refused")
        : spec["tcpSocket"] is not null ? $"dial tcp {Address}:{spec.StringAt("tcpSocket", "port")}: connect: connection refused"
        : spec["grpc"] is not null ? "service unhealthy (responded with \"NOT_SERVING\")"
        : "";

    private string Address => pod().Root.StringAt("status", "podIP") ?? "";

    private string Annotation => kind switch
    {
        ProbeKind.Startup => StartedAnnotation,
        ProbeKind.Readiness => ReadyAnnotation,
        _ => LiveAnnotation,
    };

    public static string FieldOf(ProbeKind kind) => kind switch
    {
        ProbeKind.Startup => "startupProbe",
        ProbeKind.Readiness => "readinessProbe",
        _ => "livenessProbe",
    };

    public TimeSpan Period => Durations.OfSeconds(Math.Max(1, spec["periodSeconds"]?.AsInt64() ?? 10));

    /// <summary>Probes at that moment and once a period from then on, but not before the initial delay is over.</summary>
    /// <param name="first">The first moment.</param>
    /// <param name="running">When the container began to run, as its status says it: in whole seconds.</param>
    public void Start(DateTimeOffset first, DateTimeOffset running)
    {
        _next?.Cancel();
        var earliest = running + Durations.OfSeconds(spec["initialDelaySeconds"]?.AsInt64() ?? 0);
        var skipped = earliest > first ? (long)Math.Ceiling((earliest - first) / Period) : 0;
        _next = loop.At(first + (skipped * Period), Run, periodic: kind == ProbeKind.Liveness);
    }

    public void Stop() => _next?.Cancel();

    private void Run()
    {
        // A probe never ends while its container runs: it does not count as work that is pending.
        _next = loop.After(Period, Run, periodic: true);
        var succeeds = Succeeds();
        _inARow = succeeds == _last ? _inARow + 1 : 1;
        _last = succeeds;
        var threshold = (succeeds ? spec["successThreshold"]?.AsInt64() : spec["failureThreshold"]?.AsInt64()) ?? (succeeds ? 1 : 3);
        var isDecided = _inARow >= threshold && _decided != succeeds;
        if (isDecided)
        {
            _decided = succeeds;
        }

        if (isDecided && succeeds && kind == ProbeKind.Startup)
        {
            Stop();
        }

        if (!succeeds || isDecided)
        {
            report(this, !succeeds, isDecided);
        }
    }

    private bool Succeeds() =>
        !Fails
        && !spec.ListAt("exec", "command").Any(word => word.AsString() == "/bin/false")
        && pod().Annotation(Annotation) != "false";
}
