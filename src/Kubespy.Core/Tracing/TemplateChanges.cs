using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>What changed between two Pod templates, in words. Pure.</summary>
public static class TemplateChanges
{
    public static IReadOnlyList<string> Between(MapValue old, MapValue next)
    {
        var changes = new List<string>();
        var before = old.ListAt("spec", "containers").ToDictionary(c => c.StringAt("name") ?? "", StringComparer.Ordinal);
        var containers = next.ListAt("spec", "containers");
        foreach (var container in containers)
        {
            var name = container.StringAt("name") ?? "";
            if (!before.Remove(name, out var former))
            {
                changes.Add($"container {name} added");
                continue;
            }

            var prefix = containers.Count > 1 ? name + " " : "";
            if (former["image"] != container["image"])
            {
                changes.Add($"{prefix}image {ImageChange(former.StringAt("image") ?? "", container.StringAt("image") ?? "")}");
            }

            AddEnvironment(changes, prefix, former.ListAt("env"), container.ListAt("env"));
            foreach (var field in (string[])["command", "args", "resources", "ports", "readinessProbe", "livenessProbe", "startupProbe", "volumeMounts"])
            {
                if (former[field] != container[field])
                {
                    changes.Add($"{prefix}{field}");
                }
            }
        }

        changes.AddRange(before.Keys.Select(name => $"container {name} removed"));
        if (old.At("metadata", "annotations", "kubectl.kubernetes.io/restartedAt") != next.At("metadata", "annotations", "kubectl.kubernetes.io/restartedAt"))
        {
            changes.Add("restart asked for");
        }

        if (changes.Count == 0 && !old.Equals(next))
        {
            changes.Add("Pod template");
        }

        return changes;
    }

    /// <summary><c>1.7.9 → 1.12-alpine</c> where only the tag differs, else both names whole.</summary>
    private static string ImageChange(string old, string next)
    {
        var (oldAt, nextAt) = (old.LastIndexOf(':'), next.LastIndexOf(':'));
        return oldAt > 0 && oldAt == nextAt && old[..oldAt] == next[..nextAt]
            ? $"{old[(oldAt + 1)..]} → {next[(nextAt + 1)..]}"
            : $"{old} → {next}";
    }

    private static void AddEnvironment(List<string> changes, string prefix, ListValue old, ListValue next)
    {
        var before = old.ToDictionary(e => e.StringAt("name") ?? "", StringComparer.Ordinal);
        foreach (var variable in next)
        {
            var name = variable.StringAt("name") ?? "";
            if (!before.Remove(name, out var former))
            {
                changes.Add($"{prefix}env {name} added");
            }
            else if (!former.Equals(variable))
            {
                changes.Add($"{prefix}env {name} changed");
            }
        }

        changes.AddRange(before.Keys.Select(name => $"{prefix}env {name} removed"));
    }
}
