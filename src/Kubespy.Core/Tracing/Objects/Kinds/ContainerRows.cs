using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>The containers of a Pod in the order in which they start, each with its state, its restarts, how it ended last, its probes and its log.</summary>
internal static class ContainerRows
{
    public static IReadOnlyList<TraceRow> Of(KubeObject pod, TraceWorld world)
    {
        var rows = new List<TraceRow>();
        var isBlocked = false;
        foreach (var container in pod.Root.ListAt("spec", "initContainers"))
        {
            var isSidecar = container.StringAt("restartPolicy") == "Always";
            var row = Row(pod, container, "initContainerStatuses", isSidecar ? "sidecar" : "init", isBlocked, world);
            isBlocked |= row.Health is Health.Coming or Health.Failing;
            rows.Add(row);
        }

        rows.AddRange(pod.Root.ListAt("spec", "containers").Select(c => Row(pod, c, "containerStatuses", "", isBlocked, world)));
        return rows;
    }

    private static TraceRow Row(KubeObject pod, Value container, string statuses, string role, bool isBlocked, TraceWorld world)
    {
        var name = container.StringAt("name") ?? "";
        var status = pod.Root.ListAt("status", statuses).FirstOrDefault(s => s.StringAt("name") == name);
        var (health, word) = status is null && PodView.Of(pod).IsTerminal ? (Health.Leaving, "how it ended is not told") : StateOf(status, role, isBlocked);
        var restarts = status.Int64At("restartCount") ?? 0;
        return new TraceRow
        {
            Key = $"{statuses}/{name}",
            Name = role.Length > 0 ? $"{role} {name}" : name,
            Health = pod.IsBeingDeleted && health == Health.Ready ? Health.Leaving : health,
            Word = word + (restarts > 0 ? $", {PodRows.Counted(restarts, "restart")}" : ""),
            Details = [.. DetailsOf(pod, container, status, health, world)],
        };
    }

    private static (Health Health, string Word) StateOf(Value? status, string role, bool isBlocked)
    {
        if (status.MapAt("state", "waiting") is { } waiting)
        {
            var reason = waiting.StringAt("reason") ?? "Waiting";
            return (reason is "ContainerCreating" or "PodInitializing" ? Health.Coming : Health.Failing, reason == "PodInitializing" && isBlocked ? "waits for the one before" : reason);
        }

        if (status.MapAt("state", "terminated") is { } ended)
        {
            var code = ended.Int64At("exitCode") ?? 0;
            return (code == 0 ? Health.Leaving : Health.Failing, $"{ended.StringAt("reason") ?? "Ended"}, {ExitText(ended)}{Took(ended)}");
        }

        if (status.MapAt("state", "running") is null)
        {
            return (Health.Coming, isBlocked ? "waits for the one before" : "not started yet");
        }

        return status.BoolAt("ready") == true ? (Health.Ready, "Ready")
            : role == "init" ? (Health.Coming, "Running")
            : status.BoolAt("started") == false ? (Health.Coming, "Running, its startup probe has not passed yet")
            : (Health.Coming, "Running, not Ready");
    }

    private static IEnumerable<string> DetailsOf(KubeObject pod, Value container, Value? status, Health health, TraceWorld world)
    {
        yield return $"image {container.StringAt("image")}";
        if (status.StringAt("state", "waiting", "message") is { Length: > 0 } message)
        {
            yield return message;
        }

        if (status.MapAt("state", "terminated") is null && status.MapAt("lastState", "terminated") is { } last)
        {
            var when = Timestamp.Parse(last.StringAt("finishedAt")) is { } end ? $" {HumanDuration.Format(world.Now - end)} ago" : "";
            yield return $"ended last{when}: {last.StringAt("reason") ?? "unknown"}, {ExitText(last)}{Took(last)}";
        }

        if ((status.StringAt("state", "terminated", "message") ?? status.StringAt("lastState", "terminated", "message")) is { Length: > 0 } said)
        {
            yield return $"it said: {said.TrimEnd()}";
        }

        if (health == Health.Coming && status.MapAt("state", "running") is not null)
        {
            foreach (var probe in ContainerProbes.Of(container))
            {
                yield return probe;
            }
        }

        foreach (var line in world.LogOf(pod.Uid, container.StringAt("name") ?? ""))
        {
            yield return $"| {line}";
        }
    }

    private static string ExitText(MapValue ended) =>
        ended.Int64At("signal") is > 0 and var signal ? string.Create(CultureInfo.InvariantCulture, $"signal {signal}")
        : string.Create(CultureInfo.InvariantCulture, $"exit {ended.Int64At("exitCode") ?? 0}");

    private static string Took(MapValue ended) =>
        Timestamp.Parse(ended.StringAt("startedAt")) is { } start && Timestamp.Parse(ended.StringAt("finishedAt")) is { } end && end >= start
            ? $" after {HumanDuration.Format(end - start)}"
            : "";
}
