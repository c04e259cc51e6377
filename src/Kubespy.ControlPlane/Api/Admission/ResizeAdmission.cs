using System.Globalization;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Admission;

/// <summary>Refuses a Pod that would ask for more than its node has in all (plugin/pkg/admission/podresize).</summary>
internal sealed class ResizeAdmission(Store store)
{
    /// <summary>Why it is refused; null where it is not.</summary>
    public string? Refuse(KubeObject pod)
    {
        if (pod.Root.StringAt("spec", "nodeName") is not { Length: > 0 } name)
        {
            return null;
        }

        if (store.Find(Resources.Nodes, new ObjectKey("", name)) is not { } node)
        {
            return $"node \"{name}\" not found";
        }

        var (requested, allocatable) = (PodResources.Requests(pod), ResourceAmounts.Of(node.Root.MapAt("status", "allocatable")));
        List<string> problems = [];
        if (requested["cpu"].Milli > allocatable["cpu"].Milli)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"cpu, requested: {requested["cpu"].Milli}, allocatable: {allocatable["cpu"].Milli}"));
        }

        if (requested["memory"].Value > allocatable["memory"].Value)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"memory, requested: {requested["memory"].Value}, allocatable: {allocatable["memory"].Value}"));
        }

        return problems.Count == 0 ? null : $"node didn't have enough allocatable resources: {string.Join("; ", problems)}";
    }
}
