using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>
/// The power switch of the cluster's machines, which no API of Kubernetes has: an annotation of the Node (docs/pod-behaviour.md). It is obeyed
/// when it changes, so that it does not wake what was stopped otherwise.
/// </summary>
internal sealed class NodeSwitch(IReadOnlyDictionary<string, NodeKubelet> kubelets)
{
    public const string Annotation = "kubespy.dev/stopped";

    /// <summary>Has each kubelet obey its own Node.</summary>
    public void Connect(Informer nodes) => nodes.AddHandler(new InformerHandler
    {
        Added = node => Turn(wasOff: false, node),
        Updated = (old, node) => Turn(IsOff(old), node),
    });

    private static bool IsOff(KubeObject node) => node.Annotation(Annotation) == "true";

    private void Turn(bool wasOff, KubeObject node)
    {
        if (IsOff(node) == wasOff || !kubelets.TryGetValue(node.Name, out var kubelet))
        {
            return;
        }

        if (wasOff)
        {
            kubelet.Start();
        }
        else
        {
            kubelet.Stop();
        }
    }
}
