using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Client.Watching;

/// <summary>What one watch is about; as narrow as can be.</summary>
public sealed record WatchTarget(GroupVersionResource Resource, string Kind, string Namespace)
{
    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    /// <summary>What is kept of each object.</summary>
    public Projection Projection { get; init; } = Projection.All;

    public string Query(params IEnumerable<string> parameters)
    {
        var all = parameters.ToList();
        if (LabelSelector.Length > 0)
        {
            all.Add("labelSelector=" + Uri.EscapeDataString(LabelSelector));
        }

        if (FieldSelector.Length > 0)
        {
            all.Add("fieldSelector=" + Uri.EscapeDataString(FieldSelector));
        }

        return $"{ClusterClient.PathOf(Resource, Namespace)}?{string.Join('&', all)}";
    }
}
