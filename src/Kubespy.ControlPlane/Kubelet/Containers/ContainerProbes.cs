using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// The probes of a running container: the startup probe comes first and holds back the others (pkg/kubelet/prober). Each has a worker for as long as the Pod is on
/// the node, who probes once a period; what may make the container started or ready is looked at as soon as it runs, too.
/// </summary>
/// <param name="loop">The clock they run by.</param>
/// <param name="container">What they decide is written here.</param>
/// <param name="pod">The Pod as it is now: its annotations tell what a probe finds.</param>
/// <param name="record">Records an Event of the container: type, reason, message.</param>
/// <param name="changed">Called when the container has become ready, or unready, or has started.</param>
/// <param name="failed">Called with the probe after which the container has to be restarted.</param>
internal sealed class ContainerProbes(
    EventLoop loop, ContainerRuntime container, Func<KubeObject> pod, Action<string, string, string> record, Action changed, Action<ContainerProbe> failed)
{
    private readonly List<ContainerProbe> _probes = [];
    private readonly DateTimeOffset _created = loop.Now;

    /// <summary>Whether a container of that spec has any.</summary>
    public static bool AreIn(MapValue spec) => Enum.GetValues<ProbeKind>().Any(kind => spec[ContainerProbe.FieldOf(kind)] is MapValue);

    /// <param name="isNeverReady">The image is known for it: its readiness probe fails, whatever the Pod says.</param>
    public void Start(bool isNeverReady)
    {
        foreach (var kind in Enum.GetValues<ProbeKind>())
        {
            if (container.Spec[ContainerProbe.FieldOf(kind)]?.AsMap() is { } spec)
            {
                _probes.Add(new ContainerProbe(loop, kind, spec, pod, OnResult) { Fails = isNeverReady && kind == ProbeKind.Readiness });
            }
        }

        foreach (var probe in _probes.Where(p => p.Kind == ProbeKind.Startup || container.IsStarted))
        {
            Start(probe);
        }
    }

    public void Stop()
    {
        foreach (var probe in _probes)
        {
            probe.Stop();
        }

        _probes.Clear();
    }

    private void Start(ContainerProbe probe)
    {
        var ticks = probe.Kind == ProbeKind.Liveness ? (long)Math.Ceiling((loop.Now - _created) / probe.Period) : 0;
        var running = container.State is ContainerState.Running { StartedAt: var started } ? started : loop.Now;
        probe.Start(ticks > 0 ? _created + (ticks * probe.Period) : loop.Now, running.AddTicks(-(running.Ticks % TimeSpan.TicksPerSecond)));
    }

    private void OnResult(ContainerProbe probe, bool hasFailed, bool isDecided)
    {
        if (hasFailed)
        {
            record("Warning", "Unhealthy", $"{probe.Kind} probe failed: {probe.Output}");
        }

        if (!isDecided)
        {
            return;
        }

        switch (probe.Kind)
        {
            case ProbeKind.Readiness:
                container.IsReady = !hasFailed;
                changed();
                break;
            case ProbeKind.Startup when !hasFailed:
                container.IsStarted = true;
                container.IsReady = container.Spec["readinessProbe"] is null;
                changed();
                foreach (var other in _probes.Where(p => p.Kind != ProbeKind.Startup))
                {
                    Start(other);
                }

                break;
            case ProbeKind.Startup or ProbeKind.Liveness when hasFailed:
                Stop();
                failed(probe);
                break;
        }
    }
}
