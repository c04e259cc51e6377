using Kubespy.Client.Discovery;
using Kubespy.Core.Objects;

namespace Kubespy.Client.Inventories;

/// <summary>What was found: objects of which the metadata alone is known, and the kinds that may not be listed.</summary>
public sealed record Inventory(IReadOnlyList<KubeObject> Objects, IReadOnlyList<ApiResource> Forbidden);
