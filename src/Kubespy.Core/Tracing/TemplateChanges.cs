using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>What changed between two Pod templates, in words; of environment variables the names alone, their values may be secret. Pure.</summary>
public static class TemplateChanges
{
    private const string RestartedAt = "kubectl.kubernetes.io/restartedAt";

    /// <summary>In the order of the Pod's fields; <paramref name="isWhole"/>: images are named whole, not by their tags alone.</summary>
    public static IReadOnlyList<string> Between(MapValue old, MapValue next, bool isWhole = false)
    {
        var (before, after) = (old.MapAt("spec") ?? MapValue.Empty, next.MapAt("spec") ?? MapValue.Empty);
        var changes = new List<string>();
        AddContainers(changes, "", before.ListAt("containers"), after.ListAt("containers"), isWhole);
        AddContainers(changes, "init ", before.ListAt("initContainers"), after.ListAt("initContainers"), isWhole);
        changes.AddRange(Differing(before, after).Where(f => f is not ("containers" or "initContainers")));
        AddMetadata(changes, "label", old.MapAt("metadata", "labels"), next.MapAt("metadata", "labels"));
        AddMetadata(changes, "annotation", old.MapAt("metadata", "annotations"), next.MapAt("metadata", "annotations"));
        if (changes.Count == 0 && !old.Equals(next))
        {
            changes.Add("Pod template");
        }

        return changes;
    }

    private static void AddContainers(List<string> changes, string kind, ListValue old, ListValue next, bool isWhole)
    {
        var before = ByName(old);
        foreach (var container in next.OfType<MapValue>())
        {
            var name = container.StringAt("name") ?? "";
            if (!before.Remove(name, out var former))
            {
                changes.Add($"{kind}container {name} added");
                continue;
            }

            var prefix = next.Count > 1 || kind.Length > 0 ? $"{kind}{name} " : "";
            foreach (var field in Differing(former, container).Order(StringComparer.Ordinal).OrderBy(f => f != "image"))
            {
                switch (field)
                {
                    case "image":
                        changes.Add($"{prefix}image {ImageChange(former.StringAt("image") ?? "", container.StringAt("image") ?? "", isWhole)}");
                        break;
                    case "env":
                        AddEnvironment(changes, prefix, former.ListAt("env"), container.ListAt("env"));
                        break;
                    default:
                        changes.Add(prefix + field);
                        break;
                }
            }
        }

        changes.AddRange(before.Keys.Select(name => $"{kind}container {name} removed"));
    }

    /// <summary><c>1.7.9 → 1.12-alpine</c> where only the tag differs, else both names whole.</summary>
    private static string ImageChange(string old, string next, bool isWhole)
    {
        var (oldAt, nextAt) = (old.LastIndexOf(':'), next.LastIndexOf(':'));
        var isTag = oldAt > 0 && oldAt == nextAt && old[..oldAt] == next[..nextAt] && !old[oldAt..].Contains('/', StringComparison.Ordinal);
        return isTag && !isWhole ? $"{old[(oldAt + 1)..]} → {next[(nextAt + 1)..]}" : $"{old} → {next}";
    }

    private static void AddEnvironment(List<string> changes, string prefix, ListValue old, ListValue next)
    {
        var count = changes.Count;
        var before = ByName(old);
        foreach (var (name, variable) in ByName(next))
        {
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
        if (changes.Count == count)
        {
            changes.Add($"{prefix}env reordered");
        }
    }

    private static void AddMetadata(List<string> changes, string what, MapValue? old, MapValue? next)
    {
        foreach (var name in Differing(old ?? MapValue.Empty, next ?? MapValue.Empty))
        {
            changes.Add(name == RestartedAt ? "restart asked for" : $"{what} {name} {(old?[name] is null ? "added" : next?[name] is null ? "removed" : "changed")}");
        }
    }

    private static IEnumerable<string> Differing(MapValue old, MapValue next) =>
        next.Select(f => f.Key).Concat(old.Select(f => f.Key)).Distinct(StringComparer.Ordinal).Where(f => !Equals(old[f], next[f]));

    /// <summary>By name; of those of the same name (which Kubernetes allows for variables) the last, which counts.</summary>
    private static Dictionary<string, MapValue> ByName(ListValue list)
    {
        var byName = new Dictionary<string, MapValue>(StringComparer.Ordinal);
        foreach (var item in list.OfType<MapValue>())
        {
            byName[item.StringAt("name") ?? ""] = item;
        }

        return byName;
    }
}
