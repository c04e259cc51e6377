namespace Kubespy.EndToEnd;

/// <summary>The cluster that a kubeconfig names, to judge kubespy instead of the embedded one that each class of tests starts.</summary>
/// <param name="Kubeconfig">The file, whose cluster it is and which is never written.</param>
/// <param name="Context">One of its contexts; null takes the current one.</param>
internal sealed record NamedCluster(string Kubeconfig, string? Context)
{
    /// <summary>What <c>./test --kubeconfig FILE [--context NAME]</c> names; null where nothing is named.</summary>
    public static NamedCluster? OfRun { get; } =
        Variable("KUBESPY_TEST_KUBECONFIG") is { } file ? new NamedCluster(file, Variable("KUBESPY_TEST_CONTEXT")) : null;

    /// <summary>Skips a test that has no use for a named cluster, and says why.</summary>
    public static void SkipBecause(string reason) => Assert.SkipWhen(OfRun is not null, reason);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
