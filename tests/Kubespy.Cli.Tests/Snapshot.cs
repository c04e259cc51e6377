using System.Runtime.CompilerServices;

namespace Kubespy.Cli.Tests;

/// <summary>Text that was looked at and found good.</summary>
internal static class Snapshot
{
    public static void Check(string name, string actual, [CallerFilePath] string caller = "") =>
        CheckPath(name, Path.Combine(Path.GetDirectoryName(caller)!, "..", "Snapshots", name + ".txt"), actual);

    /// <summary>A file of the repository that is made by the tool, by its path from the root.</summary>
    public static void CheckFile(string file, string actual, [CallerFilePath] string caller = "") =>
        CheckPath(file, Path.Combine(Path.GetDirectoryName(caller)!, "..", "..", "..", file), actual);

    private static void CheckPath(string name, string path, string actual)
    {
        if (Environment.GetEnvironmentVariable("KUBESPY_SNAPSHOTS") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        File.Exists(path).ShouldBeTrue($"no snapshot {name}: write it with KUBESPY_SNAPSHOTS=write, look at it, and commit it");
        actual.ShouldBe(File.ReadAllText(path));
    }
}
