using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>Where the replicas wanted, the replicas there and the selector lie in an object that can be scaled.</summary>
public sealed record ScalePaths(IReadOnlyList<string> Wanted, IReadOnlyList<string> Actual, IReadOnlyList<string>? Selector)
{
    public static readonly ScalePaths BuiltIn = new(["spec", "replicas"], ["status", "replicas"], ["spec", "selector"]);

    /// <summary>Those of a definition's subresources.scale: <c>.spec.replicas</c>.</summary>
    public static ScalePaths Of(Value scale) => new(
        Split(scale.StringAt("specReplicasPath") ?? ".spec.replicas"),
        Split(scale.StringAt("statusReplicasPath") ?? ".status.replicas"),
        scale.StringAt("labelSelectorPath") is { Length: > 0 } selector ? Split(selector) : null);

    private static string[] Split(string path) => path.TrimStart('.').Split('.');
}
