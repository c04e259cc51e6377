using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A node was closed to new Pods by hand, or for a drain (spec.unschedulable): docs/causes/node-cordoned.md.</summary>
public sealed class NodeCordoned : ICause
{
    public string Id => "node-cordoned";

    public IEnumerable<Finding> Find(Situation situation) => situation.Workload is not { Kind: "Node" } node || node.Root.BoolAt("spec", "unschedulable") != true
        ? []
        :
        [
            new Finding
            {
                Cause = Id,
                Subjects = [situation.Subject],
                Summary = "cordoned: no new Pod is scheduled on it",
                Evidence = [new Evidence(null, "spec.unschedulable is true", "Node spec")],
                Waiting = "nothing opens it again by itself",
                Remedy = $"kubectl uncordon {node.Name}",
                IsFinal = false,
                IsByDesign = true,
            },
        ];
}
