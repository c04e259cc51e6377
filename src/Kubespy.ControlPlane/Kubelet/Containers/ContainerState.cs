using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>What a container is doing: exactly one of the three states of the API.</summary>
public abstract record ContainerState
{
    private ContainerState()
    {
    }

    public sealed record Waiting(string Reason, string Message = "") : ContainerState
    {
        public override MapValue ToValue() => MapValue.Of(("waiting", new MapBuilder()
            .Set("reason", Reason)
            .Set("message", Message.Length == 0 ? null : StringValue.Of(Message))
            .ToMap()));
    }

    public sealed record Running(DateTimeOffset StartedAt) : ContainerState
    {
        public override MapValue ToValue() => MapValue.Of(("running", MapValue.Of(("startedAt", Timestamp.Format(StartedAt)))));
    }

    /// <summary>Ended. Without times where the container never was.</summary>
    public sealed record Terminated(int ExitCode, string Reason, string Message, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string ContainerId)
        : ContainerState
    {
        public override MapValue ToValue() => MapValue.Of(("terminated", new MapBuilder()
            .Set("exitCode", ExitCode)
            .Set("reason", Reason)
            .Set("message", Message.Length == 0 ? null : StringValue.Of(Message))
            .Set("startedAt", StartedAt is { } started ? Timestamp.Format(started) : Value.Null)
            .Set("finishedAt", FinishedAt is { } finished ? Timestamp.Format(finished) : Value.Null)
            .Set("containerID", ContainerId.Length == 0 ? null : StringValue.Of(ContainerId))
            .ToMap()));
    }

    public abstract MapValue ToValue();

    /// <summary>The state as a status has it; null where it has none.</summary>
    public static ContainerState? Parse(MapValue? state)
    {
        if (state.MapAt("running") is { } running)
        {
            return new Running(Timestamp.Parse(running.StringAt("startedAt")) ?? default);
        }

        if (state.MapAt("terminated") is { } ended)
        {
            return new Terminated(
                (int)(ended.Int64At("exitCode") ?? 0), ended.StringAt("reason") ?? "", ended.StringAt("message") ?? "",
                Timestamp.Parse(ended.StringAt("startedAt")), Timestamp.Parse(ended.StringAt("finishedAt")), ended.StringAt("containerID") ?? "");
        }

        return state.MapAt("waiting") is { } waiting ? new Waiting(waiting.StringAt("reason") ?? "", waiting.StringAt("message") ?? "") : null;
    }
}
