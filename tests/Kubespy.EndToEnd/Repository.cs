namespace Kubespy.EndToEnd;

/// <summary>Where these tests were built.</summary>
internal static class Repository
{
    /// <summary>A file or folder of it, by its path from the root.</summary>
    public static string PathOf(string path)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Kubespy.slnx")))
        {
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("the tests were moved out of the repository");
        }

        return Path.Combine(root, path);
    }
}
