namespace Kubespy.ControlPlane.Api;

/// <summary>Resources that answer when they are created and are not kept (authorization.k8s.io, authentication.k8s.io).</summary>
public static class Reviews
{
    private const string Authentication = "authentication.k8s.io";
    private const string Authorization = "authorization.k8s.io";

    public static IReadOnlyList<Resource> All { get; } =
    [
        Of(Authorization, "SelfSubjectAccessReview"),
        Of(Authorization, "SelfSubjectRulesReview"),
        Of(Authorization, "SubjectAccessReview"),
        Of(Authorization, "LocalSubjectAccessReview", isNamespaced: true),
        Of(Authentication, "SelfSubjectReview"),
        Of(Authentication, "TokenReview"),
    ];

#pragma warning disable CA1308 // Plurals are in lower case.
    private static Resource Of(string group, string kind, bool isNamespaced = false) => new()
    {
        Group = group, Version = "v1", Kind = kind, Plural = kind.ToLowerInvariant() + "s", Singular = kind.ToLowerInvariant(),
        IsNamespaced = isNamespaced, Verbs = ["create"],
    };
#pragma warning restore CA1308
}
