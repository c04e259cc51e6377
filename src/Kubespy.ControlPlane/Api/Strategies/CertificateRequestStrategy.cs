using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>
/// CertificateSigningRequests: who asks is who sent it, approval and certificate are written apart, and the rest stays as it was asked for
/// (pkg/registry/certificates/certificates/strategy.go).
/// </summary>
public sealed class CertificateRequestStrategy : ResourceStrategy
{
    private static readonly string[] Decisions = ["Approved", "Denied"];

    public override IReadOnlyList<string> IgnoredFields(string subresource) => subresource switch
    {
        "status" => ["spec", "status.conditions"],
        "approval" => ["spec", "status.certificate"],
        _ => ["spec", "status"],
    };

    public override KubeObject PrepareForCreate(KubeObject obj, WriteContext context)
    {
        var user = context.Requester.ToValue();
        var spec = obj.Root.MapAt("spec") ?? MapValue.Empty;
        foreach (var field in (string[])["username", "uid", "groups", "extra"])
        {
            spec = spec.WithOptional(field, user[field]);
        }

        return PrepareForCreate(obj.With("spec", spec));
    }

    public override KubeObject PrepareForUpdate(KubeObject obj, KubeObject old) => base.PrepareForUpdate(obj.With("spec", old.Root["spec"]), old);

    public override KubeObject Prepare(string subresource, KubeObject obj, KubeObject old, DateTimeOffset now)
    {
        if (subresource.Length == 0)
        {
            return PrepareForUpdate(obj, old);
        }

        var status = obj.Root.MapAt("status") ?? MapValue.Empty;
        var conditions = Dated(status.ListAt("conditions"), old, now);
        var (before, kept) = (old.Root.MapAt("status") ?? MapValue.Empty, Kept(conditions, old));
        return (obj.With("spec", old.Root["spec"])).With("status", subresource == "approval"
            ? before.WithOptional("conditions", conditions.Count == 0 ? null : conditions)
            : status.WithOptional("conditions", kept.Count == 0 ? null : kept));
    }

    /// <summary>Decisions are not made here: where there are as many as before, they are those of before.</summary>
    private static ListValue Kept(ListValue conditions, KubeObject old) => ListValue.Of(conditions.Select(c =>
        Decisions.Contains(c.StringAt("type")) && Find(old, c.StringAt("type")!) is { } same ? same : c));

    /// <summary>When a condition was written, and when it last became what it is.</summary>
    private static ListValue Dated(ListValue conditions, KubeObject old, DateTimeOffset now) => ListValue.Of(conditions.Select(c =>
    {
        var map = (MapValue)c;
        var same = Find(old, c.StringAt("type") ?? "") is { } before && before.StringAt("status") == c.StringAt("status") ? before.StringAt("lastTransitionTime") : null;
        map = c.StringAt("lastUpdateTime") is { Length: > 0 } ? map : map.With("lastUpdateTime", Timestamp.Format(now));
        return (Value)(c.StringAt("lastTransitionTime") is { Length: > 0 } ? map : map.With("lastTransitionTime", same ?? Timestamp.Format(now)));
    }));

    private static Value? Find(KubeObject request, string type) => request.Root.ListAt("status", "conditions").FirstOrDefault(c => c.StringAt("type") == type);
}
