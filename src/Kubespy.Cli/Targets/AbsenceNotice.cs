using Kubespy.Client;
using Kubespy.Core.Naming;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Targets;

/// <summary>What is said of a target of which nothing exists yet: that it is awaited, and what may have been meant instead.</summary>
internal static class AbsenceNotice
{
    private const string NamesOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    private static readonly Projection Names = Projection.Of("items.metadata.name", "items.metadata.namespace");

    /// <param name="target">What was asked for.</param>
    /// <param name="seen">The names of it that exist.</param>
    /// <param name="cancellation">Ends the asking.</param>
    /// <exception cref="ClusterException">The namespace does not exist.</exception>
    public static async Task<IReadOnlyList<string>> OfAsync(ObservedTarget target, IReadOnlySet<string> seen, CancellationToken cancellation)
    {
        var missing = target.Name.Names.Where(n => !seen.Contains(n)).ToArray();
        if (missing.Length == 0 && (seen.Count > 0 || target.Name.Names.Count > 0))
        {
            return [];
        }

        if (target.Namespace.Length > 0)
        {
            await NamespaceCheck.CheckAsync(target.Client, target.Namespace, cancellation);
        }

        var where = target.Namespace.Length > 0 ? $" in namespace {target.Namespace}" : "";
        if (missing.Length == 0)
        {
            string[] how = [.. new[] { target.Name.Text, target.LabelSelector, target.FieldSelector }.Where(t => t.Length > 0)];
            return [$"no {target.Resource.Plural}{(how.Length > 0 ? $" match {string.Join(" and ", how)}" : "")}{where}; waiting for some"];
        }

        var existing = await NamesAsync(target.Client, ClusterClient.PathOf(target.Resource.Resource, target.Namespace) + "?limit=500", "name", cancellation);
        var notices = new List<string>();
        foreach (var name in missing)
        {
            var hint = await ElsewhereAsync(target, name, cancellation) is { Count: > 0 } elsewhere
                ? $" (there is one in {string.Join(", ", elsewhere)})"
                : NearNames.Question(name, existing) is { Length: > 0 } question ? $" ({question})" : "";
            notices.Add($"{target.KindName}/{name} does not exist{where}{hint}; waiting for it");
        }

        return notices;
    }

    /// <summary>The other namespaces that have one of that name.</summary>
    private static async Task<IReadOnlyList<string>> ElsewhereAsync(ObservedTarget target, string name, CancellationToken cancellation) => target.Namespace.Length == 0
        ? []
        : await NamesAsync(target.Client, $"{ClusterClient.PathOf(target.Resource.Resource, "")}?limit=5&fieldSelector=metadata.name%3D{Uri.EscapeDataString(name)}", "namespace", cancellation);

    private static async Task<IReadOnlyList<string>> NamesAsync(ClusterClient client, string path, string field, CancellationToken cancellation)
    {
        try
        {
            var list = await client.GetAsync(path, NamesOnly, Names, cancellation);
            return [.. list.ListAt("items").Select(i => i.StringAt("metadata", field) ?? "")];
        }
        catch (ClusterException)
        {
            // A hint is not worth an error: those who may see one object may not see all.
            return [];
        }
    }
}
