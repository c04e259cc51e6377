using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.DaemonSets;

/// <summary>What is to be done: the nodes that get a Pod, and the Pods that go.</summary>
internal sealed record DaemonPlan(IReadOnlyList<string> Nodes, IReadOnlyList<KubeObject> Doomed);
