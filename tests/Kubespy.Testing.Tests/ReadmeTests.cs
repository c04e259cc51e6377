using System.Runtime.CompilerServices;

namespace Kubespy.Testing.Tests;

public sealed class ReadmeTests
{
    /// <summary>Whoever copies an example gets something that compiles and passes: each of its lines stands in <see cref="ReadmeExample"/>, in that order.</summary>
    [Theory]
    [InlineData("Kubespy.Testing")]
    [InlineData("Kubespy.Testing.KubernetesClient")]
    public void The_examples_of_the_README_are_tests(string package)
    {
        var here = Path.GetDirectoryName(Caller())!;
        var code = File.ReadAllLines(Path.Combine(here, "ReadmeExample.cs")).Select(l => l.Trim()).ToList();
        var blocks = File.ReadAllText(Path.Combine(here, "../../src", package, "README.md")).Split("```").Where(b => b.StartsWith("csharp\n", StringComparison.Ordinal)).ToList();
        blocks.ShouldNotBeEmpty();
        foreach (var block in blocks)
        {
            var lines = block.Split('\n').Skip(1).Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
            var at = code.IndexOf(lines[0]);
            foreach (var line in lines)
            {
                at = code.IndexOf(line, Math.Max(at, 0));
                at.ShouldBeGreaterThanOrEqualTo(0, $"not in ReadmeExample.cs: {line}");
            }
        }
    }

    private static string Caller([CallerFilePath] string path = "") => path;
}
