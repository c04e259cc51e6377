using System.Globalization;

namespace Kubespy.Recording.Files;

/// <summary>The files of a recording that was split: <c>night.kspy</c>, <c>night-2.kspy</c>, <c>night-3.kspy</c>.</summary>
internal static class PartNames
{
    public static string Of(string path, int part) => part == 1
        ? path
        : Path.Combine(
            Path.GetDirectoryName(path) ?? "",
            string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(path)}-{part}{Path.GetExtension(path)}"));

    /// <summary>The parts that are there, the oldest first; the first ones may have been deleted.</summary>
    public static IReadOnlyList<string> Existing(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        var (stem, extension) = (Path.GetFileNameWithoutExtension(path) + "-", Path.GetExtension(path));
        var later = !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder, "*" + extension)
            .Select(f => Path.GetFileNameWithoutExtension(f))
            .Where(f => f.StartsWith(stem, StringComparison.Ordinal))
            .Select(f => int.TryParse(f.AsSpan(stem.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var part) ? part : 0)
            .Where(p => p > 1)
            .Order()
            .Select(p => Of(path, p));
        return [.. File.Exists(path) ? new[] { path } : [], .. later];
    }

    /// <summary>Parts of another recording of that name are not mixed with those of this one.</summary>
    /// <exception cref="IOException">There are some, and they may not be replaced.</exception>
    public static void MakeWay(string path, bool overwrite)
    {
        foreach (var part in Existing(path).Where(p => p != path))
        {
            if (!overwrite)
            {
                throw new IOException($"{part} exists, a part of another recording: choose another name, or --overwrite it");
            }

            File.Delete(part);
        }
    }
}
