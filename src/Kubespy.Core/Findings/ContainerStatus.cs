using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings;

/// <summary>What a Pod's status says of one of its containers (core/v1 ContainerStatus).</summary>
public sealed record ContainerStatus(string Name, bool IsInit, string Image, long Restarts, MapValue? Waiting, MapValue? Terminated, MapValue? LastTerminated)
{
    /// <summary>What a trace keeps of every container: it tells nothing of the others.</summary>
    private static readonly string[] Kept = ["name", "ports", "restartPolicy"];

    /// <summary>Why it waits; empty where it does not.</summary>
    public string WaitingReason => Waiting.StringAt("reason") ?? "";

    public string WaitingMessage => Waiting.StringAt("message") ?? "";

    public bool IsReady { get; init; }

    /// <summary>An init container that runs beside the others (restartPolicy Always, KEP-753).</summary>
    public bool IsSidecar { get; init; }

    /// <summary>It does not have to end before others start.</summary>
    public bool RunsAlways => !IsInit || IsSidecar;

    /// <summary>Its startup probe has succeeded, or it has none.</summary>
    public bool HasStarted { get; init; }

    /// <summary>Since when it runs; null where it does not.</summary>
    public DateTimeOffset? RunningSince { get; init; }

    /// <summary>How it ended last, now or before its restart; null where it never did.</summary>
    public MapValue? LastEnd => Terminated ?? LastTerminated;

    /// <summary>All containers of a Pod that its status knows, init containers first.</summary>
    public static IEnumerable<ContainerStatus> Of(KubeObject pod) =>
        pod.Root.ListAt("status", "initContainerStatuses").Select(s => Of(s, true) with { IsSidecar = IsSidecarIn(pod, s.StringAt("name")) })
            .Concat(pod.Root.ListAt("status", "containerStatuses").Select(s => Of(s, false)));

    /// <summary>What a Pod's spec says of that container, or the spec of a template; null where that is not known, as in a trace that keeps little.</summary>
    public MapValue? SpecIn(Value? podSpec) =>
        podSpec.ListAt(IsInit ? "initContainers" : "containers").FirstOrDefault(c => c.StringAt("name") == Name) is MapValue spec && spec.Any(f => !Kept.Contains(f.Key)) ? spec : null;

    private static bool IsSidecarIn(KubeObject pod, string? name) =>
        pod.Root.ListAt("spec", "initContainers").FirstOrDefault(c => c.StringAt("name") == name).StringAt("restartPolicy") == "Always";

    private static ContainerStatus Of(Value status, bool isInit) => new(
        status.StringAt("name") ?? "",
        isInit,
        status.StringAt("image") ?? "",
        status.Int64At("restartCount") ?? 0,
        status.MapAt("state", "waiting"),
        status.MapAt("state", "terminated"),
        status.MapAt("lastState", "terminated"))
    {
        IsReady = status.BoolAt("ready") == true,
        HasStarted = status.BoolAt("started") == true,
        RunningSince = Timestamp.Parse(status.StringAt("state", "running", "startedAt")),
    };
}
