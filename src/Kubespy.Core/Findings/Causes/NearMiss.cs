using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>Pods that a selector would match but for one label.</summary>
internal sealed record NearMiss(string Label, string Wanted, string Has, IReadOnlyList<string> Pods)
{
    /// <summary>The miss that most Pods share; null where none is near. One label alone that differs is near only where the value is similar.</summary>
    public static NearMiss? Of(MapValue selector, IEnumerable<KubeObject> pods) => pods
        .Where(p => !p.IsBeingDeleted && !PodView.Of(p).IsTerminal)
        .Select(p => (Pod: p, Missing: selector.Where(s => p.Label(s.Key) != s.Value.AsString()).ToArray()))
        .Where(p => p.Missing.Length == 1 && (selector.Count > 1 || IsSimilar(p.Missing[0].Value.AsString() ?? "", p.Pod.Label(p.Missing[0].Key))))
        .GroupBy(p => (Label: p.Missing[0].Key, Has: p.Pod.Label(p.Missing[0].Key)))
        .OrderByDescending(g => g.Count()).ThenBy(g => g.Key.Label, StringComparer.Ordinal)
        .Select(g => new NearMiss(g.Key.Label, selector.StringAt(g.Key.Label) ?? "", g.Key.Has ?? "", [.. g.Select(p => p.Pod.Name).Order(StringComparer.Ordinal)]))
        .FirstOrDefault();

    public override string ToString() => Has.Length == 0
        ? $"{Who} would match but for label {Label}={Wanted}, which is not set"
        : $"{Who} would match but for label {Label}: {Wanted} is asked for, {Has} is set";

    private string Who => Pods.Count == 1 ? $"Pod {Pods[0]}" : FormattableString.Invariant($"{Pods.Count} Pods ({Pods[0]}, …)");

    private static bool IsSimilar(string wanted, string? has) => has is { Length: > 0 }
        && (Naming.NearNames.Of(wanted, [has]).Count > 0 || has.Contains(wanted, StringComparison.Ordinal) || wanted.Contains(has, StringComparison.Ordinal));
}
