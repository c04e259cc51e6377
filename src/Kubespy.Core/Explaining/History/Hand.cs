using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Explaining.History;

/// <summary>
/// A write that managedFields prove: a manager (a program, not a person), when it wrote last, and which fields are its own.
/// What Kubernetes' own components write is not among them.
/// </summary>
internal sealed record Hand(string Manager, string Subresource, DateTimeOffset Time, IReadOnlyList<string> Fields)
{
    private static readonly string[] Components = ["kube-controller-manager", "kubelet", "kube-scheduler", "kube-apiserver"];

    public bool WritesTemplate => Fields.Contains("spec.template");

    /// <summary>The oldest first.</summary>
    public static IReadOnlyList<Hand> Of(KubeObject obj) =>
    [
        .. obj.Metadata.ListAt("managedFields")
            .Where(e => e.StringAt("subresource") is null or "" or "scale" && !Components.Contains(e.StringAt("manager") ?? ""))
            .Select(e => (Entry: e, Time: Timestamp.Parse(e.StringAt("time"))))
            .Where(e => e.Time is not null)
            .Select(e => new Hand(e.Entry.StringAt("manager") ?? "unknown", e.Entry.StringAt("subresource") ?? "", e.Time!.Value, [.. FieldsOf(e.Entry)]))
            .OrderBy(h => h.Time),
    ];

    private static IEnumerable<string> FieldsOf(Value entry)
    {
        foreach (var (section, fields) in entry.MapAt("fieldsV1") ?? MapValue.Empty)
        {
            foreach (var (field, _) in fields.AsMap() ?? MapValue.Empty)
            {
                if (field.StartsWith("f:", StringComparison.Ordinal) && section is "f:spec" or "f:metadata" or "f:data")
                {
                    yield return $"{section[2..]}.{field[2..]}";
                }
            }
        }
    }
}
