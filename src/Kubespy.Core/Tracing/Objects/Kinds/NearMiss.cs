using Kubespy.Core.Naming;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>
/// A Pod that a Service's selector would select but for one label: what it has instead, empty where it has no such label.
/// </summary>
internal sealed record NearMiss(KubeObject Pod, string Label, string Wanted, string Has)
{
    private const int Most = 3;

    /// <summary>What it is, in words.</summary>
    public string Text => Has.Length > 0 ? $"{Pod.Name} has {Label}={Has}, not {Label}={Wanted}" : $"{Pod.Name} lacks the label {Label}={Wanted}";

    /// <summary>The command that would make the selector match.</summary>
    public string Remedy(string scope) => $"kubectl label pod {Pod.Name} {Label}={Wanted}{(Has.Length > 0 ? " --overwrite" : "")}{scope}";

    /// <summary>
    /// The nearest first. A selector of one label is missed by every other Pod: then only those count whose label of that name has nearly
    /// that value, or that have that value under another name.
    /// </summary>
    public static IReadOnlyList<NearMiss> Of(MapValue selector, IEnumerable<KubeObject> pods)
    {
        var found = new List<(NearMiss Miss, int Distance)>();
        foreach (var pod in pods.Where(p => PodView.Of(p).IsActive))
        {
            var missed = selector.Where(s => pod.Label(s.Key) != s.Value.AsString()).Take(2).ToArray();
            if (missed is not [var (label, value)])
            {
                continue;
            }

            var wanted = value.AsString() ?? "";
            var has = pod.Label(label) ?? "";
            if (selector.Count > 1 || NearNames.Of(wanted, [has]).Count > 0 || pod.Labels.Any(l => l.Value.AsString() == wanted))
            {
                found.Add((new NearMiss(pod, label, wanted, has), has.Length == 0 ? int.MaxValue : EditDistance.Of(wanted, has)));
            }
        }

        return [.. found.OrderBy(f => f.Distance).ThenBy(f => f.Miss.Pod.Name, StringComparer.Ordinal).Take(Most).Select(f => f.Miss)];
    }
}
