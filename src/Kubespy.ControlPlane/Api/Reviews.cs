using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>
/// Resources that answer when they are created and are not kept: may I, and who am I
/// (authorization.k8s.io, authentication.k8s.io). Whoever holds the cluster's token may do everything.
/// </summary>
public static class Reviews
{
    public static readonly Resource SelfSubjectAccessReviews = new()
    {
        Group = "authorization.k8s.io", Version = "v1", Kind = "SelfSubjectAccessReview", Plural = "selfsubjectaccessreviews",
        Singular = "selfsubjectaccessreview", IsNamespaced = false, Verbs = ["create"],
    };

    public static readonly Resource SelfSubjectReviews = new()
    {
        Group = "authentication.k8s.io", Version = "v1", Kind = "SelfSubjectReview", Plural = "selfsubjectreviews",
        Singular = "selfsubjectreview", IsNamespaced = false, Verbs = ["create"],
    };

    public static IReadOnlyList<Resource> All { get; } = [SelfSubjectAccessReviews, SelfSubjectReviews];

    /// <summary>The review with its answer.</summary>
    public static KubeObject Answer(KubeObject review, string user) => review.With("status", review.Kind == "SelfSubjectReview"
        ? MapValue.Of(("userInfo", MapValue.Of(("username", user), ("groups", ListValue.Of(["system:masters", "system:authenticated"])))))
        : MapValue.Of(("allowed", true)));
}
