using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Warnings;

/// <summary>Files of a volume that lie on or under each other (warningsForOverlappingVirtualPaths in pkg/api/pod/warnings.go).</summary>
internal static class VolumePathWarnings
{
    public static IEnumerable<string> Of(ListValue volumes) => volumes.SelectMany(volume =>
    {
        var name = StringValue.Of(volume.StringAt("name") ?? "");
        return (IEnumerable<string>)
        [
            .. Overlaps(Files(volume.At("configMap"), "")).Select(o => $"volume {name} (ConfigMap {Quoted(volume, "configMap", "name")}): overlapping paths: {o}"),
            .. Overlaps(Files(volume.At("secret"), "")).Select(o => $"volume {name} (Secret {Quoted(volume, "secret", "secretName")}): overlapping paths: {o}"),
            .. Overlaps(Files(volume.At("downwardAPI"), "")).Select(o => $"volume {name} (DownwardAPI): overlapping paths: {o}"),
            .. volume.ListAt("projected", "sources").Where(s => s is MapValue { Count: 0 }).Select(_ => $"volume {name} (Projected) has no sources provided"),
            .. Overlaps(volume.ListAt("projected", "sources").SelectMany(Projected)).Select(o => $"volume {name} (Projected): overlapping paths: {o}"),
        ];
    });

    private static IEnumerable<(string Path, string Source)> Projected(Value source) =>
        source.At("configMap", "items") is ListValue ? Files(source.At("configMap"), $"ConfigMap {Quoted(source, "configMap", "name")}")
        : source.At("secret", "items") is ListValue ? Files(source.At("secret"), $"Secret {Quoted(source, "secret", "name")}")
        : source.At("downwardAPI", "items") is ListValue ? Files(source.At("downwardAPI"), "DownwardAPI")
        : source.StringAt("serviceAccountToken", "path") is { } token ? [(token, "ServiceAccountToken")]
        : [];

    private static IEnumerable<(string Path, string Source)> Files(Value? source, string name) =>
        source?.ListAt("items").Select(item => (item.StringAt("path") ?? "", name)) ?? [];

    private static IEnumerable<string> Overlaps(IEnumerable<(string Path, string Source)> files)
    {
        var before = new List<(string Path, string Source)>();
        foreach (var file in files.Select(f => (Path: f.Path.TrimEnd('/'), f.Source)))
        {
            foreach (var other in before.Where(o => file.Path.Length > 0 && o.Path.Length > 0 && (IsUnder(o.Path, file.Path) || IsUnder(file.Path, o.Path))))
            {
                yield return $"{Shown(file)} with {Shown(other)}";
            }

            before.Add(file);
        }
    }

    private static bool IsUnder(string path, string folder) => (path + "/").StartsWith(folder + "/", StringComparison.Ordinal);

    private static string Shown((string Path, string Source) file) => file.Source.Length == 0 ? StringValue.Of(file.Path).ToString() : $"{StringValue.Of(file.Path)} ({file.Source})";

    private static string Quoted(Value volume, params ReadOnlySpan<string> path) => StringValue.Of(volume.StringAt(path) ?? "").ToString();
}
