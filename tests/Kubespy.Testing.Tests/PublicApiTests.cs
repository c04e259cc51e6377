using System.Reflection;
using System.Runtime.CompilerServices;
using PublicApiGenerator;

namespace Kubespy.Testing.Tests;

/// <summary>What others build on does not change by accident. KUBESPY_SNAPSHOTS=write writes it anew, for eyes to judge.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_API_of_the_library_is_the_one_that_was_looked_at() => Check(typeof(TestCluster).Assembly);

    [Fact]
    public void The_public_API_of_the_companion_is_the_one_that_was_looked_at() => Check(typeof(KubernetesClientExtensions).Assembly);

    /// <summary>Whoever uses the library meets none of its insides.</summary>
    [Fact]
    public void The_public_API_names_no_type_of_the_control_plane() =>
        typeof(TestCluster).Assembly.GeneratePublicApi().ShouldNotContain("Kubespy.ControlPlane");

    private static void Check(Assembly assembly, [CallerFilePath] string caller = "")
    {
        var api = assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n");
        var path = Path.Combine(Path.GetDirectoryName(caller)!, "Snapshots", assembly.GetName().Name + ".txt");
        if (Environment.GetEnvironmentVariable("KUBESPY_SNAPSHOTS") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, api);
        }

        File.Exists(path).ShouldBeTrue($"no snapshot {path}: write it with KUBESPY_SNAPSHOTS=write, look at it, and commit it");
        api.ShouldBe(File.ReadAllText(path));
    }
}
