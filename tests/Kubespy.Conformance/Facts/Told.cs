using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Conformance.Facts;

/// <summary>What a recording tells of a few things, in words that a stated fact can be held against.</summary>
internal sealed class Told(IReadOnlyList<RecordedEvent> recording)
{
    private readonly IReadOnlyList<RecordedEvent> _events = [.. recording.OrderBy(e => long.Parse(e.Object.ResourceVersion, CultureInfo.InvariantCulture))];

    /// <summary>Each ReplicaSet's creation and writes to spec.replicas, over all of them: rs1 is the one made first.</summary>
    public IReadOnlyList<string> Scaling => [.. Story.Of(recording).Scaling.Select(line => line[..line.IndexOf(',', StringComparison.Ordinal)])];

    /// <summary>The scalings after that moment, in seconds.</summary>
    public IReadOnlyList<string> ScalingSince(double seconds) =>
        [.. Scaling.Skip(new Told([.. recording.Where(e => e.Seconds < seconds)]).Scaling.Count)];

    /// <summary>The states of the Deployment's condition Progressing, neighbouring equal ones once.</summary>
    public IReadOnlyList<string> Progressing(string deployment = "nginx") => Distinct(Of("Deployment", deployment)
        .Select(e => e.Object.Condition("Progressing"))
        .Where(c => c is not null)
        .Select(c => $"{c.StringAt("status")} {c.StringAt("reason")}: {c.StringAt("message")}"));

    /// <summary>The revision, the history, the owner and the size of a ReplicaSet, each state once.</summary>
    public IReadOnlyList<string> ReplicaSet(string name) => Distinct(Of("ReplicaSet", name).Select(e =>
        $"revision {e.Object.Annotation("deployment.kubernetes.io/revision")} history {e.Object.Annotation("deployment.kubernetes.io/revision-history") ?? "none"}"
        + $" owner {e.Object.ControllerRef?.Name ?? "none"} replicas {e.Object.Root.Int64At("spec", "replicas")}"));

    /// <summary>The changes of one object, in the order of writes.</summary>
    public IReadOnlyList<RecordedEvent> Of(string kind, string? name = null) =>
        [.. _events.Where(e => e.Object.Kind == kind && (name is null || e.Object.Name == name))];

    /// <summary>How each object of a kind was last seen, by name; those that are gone are left out.</summary>
    public IReadOnlyList<KubeObject> Last(string kind) =>
        [.. Of(kind).GroupBy(e => e.Object.Uid).Select(g => g.Last()).Where(e => e.Type != "DELETED").Select(e => e.Object).OrderBy(o => o.Name, StringComparer.Ordinal)];

    public KubeObject Last(string kind, string name) => Last(kind).Single(o => o.Name == name);

    private static List<string> Distinct(IEnumerable<string> states)
    {
        var result = new List<string>();
        foreach (var state in states)
        {
            if (result.Count == 0 || result[^1] != state)
            {
                result.Add(state);
            }
        }

        return result;
    }
}
