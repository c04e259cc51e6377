using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Authorization;
using Kubespy.ControlPlane.Api.Validation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>Answers reviews (authorization.k8s.io, authentication.k8s.io): may I, may they, what may I, who am I, whose token is this. Nothing is kept.</summary>
internal sealed class ReviewHandler(RbacAuthorizer authorizer, Authenticator authenticator)
{
    /// <summary>The review with its answer.</summary>
    /// <exception cref="ApiException">400 or 422: it does not say what is to be reviewed.</exception>
    public KubeObject Answer(RequestPath path, ApiRequest request)
    {
        var review = WriteHandler.Decode(path, request);
        if (path.Resource.Kind == "LocalSubjectAccessReview" && review.Namespace.Length == 0)
        {
            review = review.WithMetadata("namespace", path.Namespace);
        }

        var status = path.Resource.Kind switch
        {
            "SelfSubjectReview" => MapValue.Of(("userInfo", request.User.ToValue())),
            "SelfSubjectRulesReview" => Rules(review, request.User),
            "TokenReview" => Token(review),
            "SelfSubjectAccessReview" => Access(path.Resource, review, request.User),
            _ => Access(path.Resource, review, SubjectOf(review)),
        };
        return WritePipeline.Canonical(review.With("status", status).Root, path.Served.Schema);
    }

    private MapValue Access(Resource resource, KubeObject review, UserInfo user)
    {
        CheckAccess(resource, review, user);
        var (isAllowed, reason) = authorizer.Decide(AttributesOf(review, user));
        return new MapBuilder().Set("allowed", isAllowed).Set("reason", reason.Length == 0 ? null : StringValue.Of(reason)).ToMap();
    }

    private static void CheckAccess(Resource resource, KubeObject review, UserInfo user)
    {
        var errors = new List<FieldError>();
        var (asked, path) = (review.Spec.MapAt("resourceAttributes"), review.Spec.MapAt("nonResourceAttributes"));
        if (asked is not null && path is not null)
        {
            errors.Add(FieldError.Invalid("spec.nonResourceAttributes", path, "cannot be specified in combination with resourceAttributes"));
        }
        else if (asked is null && path is null)
        {
            errors.Add(FieldError.Invalid("spec.resourceAttributes", Value.Null, "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }

        if (user.Name.Length == 0 && user.Groups.Count == 0)
        {
            errors.Add(FieldError.Invalid("spec.user", "", "at least one of user or group must be specified"));
        }

        if (resource.Kind == "LocalSubjectAccessReview" && asked is not null && (asked.StringAt("namespace") ?? "") != review.Namespace)
        {
            errors.Add(FieldError.Invalid("spec.resourceAttributes.namespace", asked.StringAt("namespace") ?? "", "must match metadata.namespace"));
        }

        if (errors.Count > 0)
        {
            // The real server names no kind.
            throw ObjectValidation.Refusal("", resource.Group, "", errors);
        }
    }

    private static AccessAttributes AttributesOf(KubeObject review, UserInfo user)
    {
        if (review.Spec.MapAt("resourceAttributes") is not { } asked)
        {
            return new AccessAttributes(user, review.Spec.StringAt("nonResourceAttributes", "verb") ?? "") { Path = review.Spec.StringAt("nonResourceAttributes", "path") ?? "" };
        }

        string Text(string field) => asked.StringAt(field) ?? "";
        return new AccessAttributes(user, Text("verb"))
        {
            Group = Text("group"),
            Resource = Text("resource"),
            Subresource = Text("subresource"),
            Namespace = Text("namespace"),
            Name = Text("name"),
        };
    }

    private static UserInfo SubjectOf(KubeObject review) => new(
        review.Spec.StringAt("user") ?? "", [.. review.Spec.ListAt("groups").Select(g => g.AsString() ?? "")]);

    private MapValue Rules(KubeObject review, UserInfo user)
    {
        var ns = review.Spec.StringAt("namespace") ?? "";
        if (ns.Length == 0)
        {
            throw new ApiException(ApiStatus.BadRequest("no namespace on request"));
        }

        var (rules, errors) = authorizer.RulesFor(user, ns);
        return new MapBuilder()
            .Set("resourceRules", ListValue.Of(rules.Where(r => r.ListAt("resources").Count > 0)))
            .Set("nonResourceRules", ListValue.Of(rules.Where(r => r.ListAt("nonResourceURLs").Count > 0)))
            .Set("incomplete", false)
            .Set("evaluationError", errors.Count == 0 ? null : StringValue.Of(string.Join(", ", errors)))
            .ToMap();
    }

    private MapValue Token(KubeObject review)
    {
        if (review.Spec.StringAt("token") is not { Length: > 0 } token)
        {
            throw new ApiException(ApiStatus.BadRequest("token is required for TokenReview in authentication"));
        }

        var wanted = review.Spec.ListAt("audiences").Select(a => a.AsString() ?? "").ToArray();
        var (user, audiences, error) = authenticator.Examine(token, wanted.Length == 0 ? [Authenticator.Audience] : wanted);
        return user is null
            ? MapValue.Of(("user", MapValue.Empty), ("error", error))
            : MapValue.Of(("authenticated", true), ("user", user.ToValue()), ("audiences", ListValue.Of(audiences.Select(a => (Value)a))));
    }
}
