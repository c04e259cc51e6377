using Kubespy.Core.Objects;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A volume that one node at a time may have is still attached to another (pkg/controller/volume/attachdetach/reconciler): docs/causes/volume-in-use.md.</summary>
public sealed class VolumeInUse : ICause
{
    private const string Mark = "Multi-Attach error for volume \"";
    private const string Users = "already used by pod(s) ";

    public string Id => "volume-in-use";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted && !PodView.Of(p).IsTerminal && ContainerStatus.Of(p).Any(ConfigurationMissing.IsBeingCreated)))
        {
            if (situation.EventOf(pod, e => e.Reason == "FailedAttachVolume" && e.Message.StartsWith(Mark, StringComparison.Ordinal)) is { } told)
            {
                var volume = told.Message[Mark.Length..].Split('"')[0];
                var by = told.Message.Split(Users) is [_, var users] ? users.TrimEnd('.') : "";
                yield return new Finding
                {
                    Cause = Id,
                    Subjects = [$"pod/{pod.Name}"],
                    Summary = by.Length > 0 ? $"volume {volume} is still used by {by} on another node" : $"volume {volume} is still attached to another node",
                    Evidence = [told.ToEvidence()],
                    Waiting = "it is tried again by itself; from a node that is lost a volume is detached after 6m, and only once its Pod is gone",
                    Remedy = "stop the Pod that has it (a Deployment with such a volume needs strategy Recreate); after a node's death, see to that node",
                    IsFinal = false,
                };
            }
        }
    }
}
