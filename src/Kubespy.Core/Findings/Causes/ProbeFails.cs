using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>
/// A container runs, but its probe fails: it is not Ready, or it is restarted for it (pkg/kubelet/prober): docs/causes/probe-fails.md.
/// A container that crashes by itself cannot answer either: that is a crash loop, not this.
/// </summary>
public sealed class ProbeFails : ICause
{
    /// <summary>Answers older than this are history: the probe has had time to succeed since.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    public string Id => "probe-fails";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted && !PodView.Of(p).IsTerminal))
        {
            foreach (var container in ContainerStatus.Of(pod))
            {
                if ((Restarted(situation, pod, container) ?? Unready(situation, pod, container) ?? Silent(situation, pod, container)) is { } finding)
                {
                    // Most Services give traffic to Ready Pods only.
                    yield return finding.Waiting.Length > 0 && situation.Workload is { Kind: "Service" } service && service.Root.BoolAt("spec", "publishNotReadyAddresses") == true
                        ? finding with { Waiting = "it gets traffic all the same: the Service publishes Pods that are not Ready" }
                        : finding;
                }
            }
        }
    }

    /// <summary>The kubelet says that it restarted the container for its liveness or startup probe.</summary>
    private Finding? Restarted(Situation situation, KubeObject pod, ContainerStatus container)
    {
        if (container.Restarts == 0 || container.LastEnd is not { } end || end.StringAt("reason") == "OOMKilled")
        {
            return null;
        }

        var killing = situation.EventOf(pod, e => e.Reason == "Killing" && e.Container == container.Name
            && (e.Message.Contains("failed liveness probe", StringComparison.Ordinal) || e.Message.Contains("failed startup probe", StringComparison.Ordinal)));
        var failed = situation.EventOf(pod, e => e.Reason == "Unhealthy" && e.Container == container.Name && ProbeAnswer.Of(e.Message) is { Probe: "liveness" or "startup" });
        var answer = failed is null ? null : ProbeAnswer.Of(failed.Message);
        if (killing is null ? !IsStoppedFor(answer, failed, container, end, situation, pod) : situation.Now - killing.Last > Recent && !GoesOn(container, end, situation, pod))
        {
            return null;
        }

        var probe = killing is null ? answer!.Probe : killing.Message.Contains("liveness", StringComparison.Ordinal) ? "liveness" : "startup";
        (failed, answer) = answer?.Probe == probe ? (failed, answer) : (null, null);
        return Of(pod, container, probe, answer, failed, situation.Now) with
        {
            Summary = $"{probe} probe of container {container.Name} fails, so it is restarted: {answer?.Words ?? "its answer is not known"}",
            Evidence =
            [
                .. EvidenceOf(pod, container, probe, failed, answer, situation),
                .. killing is null ? Array.Empty<Evidence>() : [killing.ToEvidence()],
                new Evidence(Timestamp.Parse(end.StringAt("finishedAt")), Invariant($"{container.Restarts} restarts, last end {ContainerEnd.Words(end)}"), $"Pod status, container {container.Name}"),
            ],
            IsFinal = container.Restarts > situation.ToleratedRestarts && !container.IsReady,
        };
    }

    /// <summary>
    /// The correlator drops Events that come too often (client-go, tools/record: 25, then one in five minutes): a container that still ends as one that was
    /// stopped is stopped for the same.
    /// </summary>
    private static bool GoesOn(ContainerStatus container, MapValue end, Situation situation, KubeObject pod) => ProbeTime.MayHaveStopped(situation, pod, container)
        && (container.WaitingReason == "CrashLoopBackOff" || (Timestamp.Parse(end.StringAt("finishedAt")) is { } ended && situation.Now - ended < Recent));

    /// <summary>
    /// That it was killed is an ordinary Event, which not everybody reads; that its probe failed is a warning: as often as counts, and the life that ended was one that a probe may have ended.
    /// </summary>
    private static bool IsStoppedFor(ProbeAnswer? answer, ObservedEvent? failed, ContainerStatus container, MapValue end, Situation situation, KubeObject pod) =>
        answer is not null && failed is not null && GoesOn(container, end, situation, pod)
        && failed.Count >= (situation.SpecOf(pod, container).Int64At(answer.Probe + "Probe", "failureThreshold") ?? 3);

    /// <summary>It runs and is not Ready, and an Event tells what a probe heard.</summary>
    private Finding? Unready(Situation situation, KubeObject pod, ContainerStatus container)
    {
        if (container.RunningSince is not { } since || container.IsReady)
        {
            return null;
        }

        var failed = situation.EventOf(pod, e => e.Reason == "Unhealthy" && e.Container == container.Name && e.Last >= since.AddSeconds(-1) && ProbeAnswer.Of(e.Message) is not null);
        var answer = failed is null ? null : ProbeAnswer.Of(failed.Message);
        return failed is null || answer is null || situation.Now - failed.Last > Recent
            ? null
            : Of(pod, container, answer.Probe, answer, failed, situation.Now) with { Evidence = [.. EvidenceOf(pod, container, answer.Probe, failed, answer, situation)] };
    }

    /// <summary>It runs and is not Ready for longer than its probe needs to fail, and no Event tells what it heard.</summary>
    private Finding? Silent(Situation situation, KubeObject pod, ContainerStatus container)
    {
        var spec = situation.SpecOf(pod, container);
        var name = spec?["startupProbe"] is not null && !container.HasStarted ? "startup" : "readiness";
        if (container.RunningSince is not { } since || container.IsReady || spec.MapAt(name + "Probe") is not { } probe || situation.Now - since < Patience(probe))
        {
            return null;
        }

        return Of(pod, container, name, null, null, situation.Now) with
        {
            Evidence = [new Evidence(since, $"runs since then, and is not Ready; its {name} probe asks {Asks(probe)}; no Event tells its answer", $"Pod status, container {container.Name}")],
        };
    }

    private Finding Of(KubeObject pod, ContainerStatus container, string probe, ProbeAnswer? answer, ObservedEvent? failed, DateTimeOffset now) => new()
    {
        Cause = Id,
        Subjects = [$"pod/{pod.Name}"],
        Part = container.Name,
        Summary = $"{probe} probe of container {container.Name} fails: {answer?.Words ?? "its answer is not known"}",
        Evidence = [],
        Waiting = probe == "readiness" ? "it gets no traffic until the probe succeeds" : "",
        Remedy = failed is not null && now - failed.Last > TimeSpan.FromMinutes(2)
            ? $"look at what the container does: kubectl logs {pod.Name} -c {container.Name}{Namespaces.ScopeOf(pod.Namespace)}"
            : $"make the container answer its probe, or correct the {probe} probe",
        IsFinal = false,
    };

    private static IEnumerable<Evidence> EvidenceOf(KubeObject pod, ContainerStatus container, string probe, ObservedEvent? failed, ProbeAnswer? answer, Situation situation)
    {
        var spec = situation.SpecOf(pod, container).MapAt(probe + "Probe");
        if (failed is not null)
        {
            var needed = spec is null ? "" : Invariant($", {spec.Int64At("failureThreshold") ?? 3} in a row count");
            var asks = spec is null ? "" : $" to {Asks(spec)}";
            yield return new Evidence(failed.Last, Invariant($"failed {failed.Count} times{needed}; last answer{asks}: {(answer!.Raw.Length == 0 ? "nothing" : answer.Raw)}"), failed.Source);
        }

        foreach (var line in situation.LogOf(pod.Uid, container.Name))
        {
            yield return new Evidence(null, line, $"log of {container.Name}");
        }
    }

    private static TimeSpan Patience(MapValue probe) => TimeSpan.FromSeconds(
        (probe.Int64At("initialDelaySeconds") ?? 0) + ((probe.Int64At("periodSeconds") ?? 10) * ((probe.Int64At("failureThreshold") ?? 3) + 1)));

    private static string Asks(MapValue probe) =>
        probe.MapAt("httpGet") is { } http ? $"GET {http.StringAt("path") ?? "/"} on port {Port(http)}"
        : probe.MapAt("tcpSocket") is { } tcp ? $"TCP port {Port(tcp)}"
        : probe.MapAt("grpc") is { } grpc ? $"gRPC port {Port(grpc)}"
        : probe.ListAt("exec", "command") is { Count: > 0 } command ? string.Join(' ', command.Select(c => c.AsString() ?? ""))
        : "what is not known";

    private static string Port(MapValue action) => action["port"] is { } port ? port.AsString() ?? port.ToString() : "?";
}
