using System.Diagnostics;
using Kubespy.Client.Configuration;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Server;
using Xunit.Sdk;

namespace Kubespy.EndToEnd;

/// <summary>The tests run against a cluster that a kubeconfig names (<c>./test --kubeconfig FILE</c>): in it, in premises of their own, and they leave it as it was.</summary>
public sealed class NamedClusterTests
{
    private const string Definition =
        """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gears.GROUP"},
         "spec":{"group":"GROUP","scope":"Namespaced","names":{"plural":"gears","singular":"gear","kind":"Gear"},
          "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public NamedClusterTests() => NamedCluster.SkipBecause("it names a cluster of its own");

    [Fact]
    public async Task What_the_tests_make_in_a_cluster_is_gone_when_they_are_and_all_else_stays()
    {
        await using var host = await ClusterHost.StartAsync(new ClusterHostOptions { Speed = 10 });
        var folder = Directory.CreateTempSubdirectory("kubespy-named-").FullName;
        try
        {
            var file = await WriteAsync(host, folder);
            var before = await File.ReadAllBytesAsync(file, Stop);
            var cluster = new ClusterFixture(new NamedCluster(file, "wanted"));
            await cluster.InitializeAsync();

            (await cluster.KubectlAsync("create", "configmap", "here", "--from-literal=a=b")).Code.ShouldBe(0);
            Names(host, Resources.ConfigMaps).ShouldContain($"{cluster.Namespace}/here");
            (await cluster.KubespyAsync("trace", "cm/here", "--until", "ready", "--timeout", "60s")).Output.ShouldContain("cm/here ready");
            (await cluster.KubectlAsync("create", "namespace", cluster.NamespaceOf("other"))).Code.ShouldBe(0);
            (await cluster.KubectlAsync("create", "namespace", "theirs")).Code.ShouldBe(0);
            foreach (var group in (string[])[cluster.Group, "example.com"])
            {
                var definition = Path.Combine(folder, group);
                await File.WriteAllTextAsync(definition, Definition.Replace("GROUP", group, StringComparison.Ordinal), Stop);
                (await cluster.KubectlAsync("apply", "-f", definition)).Code.ShouldBe(0);
            }

            Should.Throw<SkipException>(() => cluster.Host).Message.ShouldContain("it reaches into the embedded cluster");
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(cluster.Kubeconfig).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            await cluster.DisposeAsync();
            await WaitForAsync(() => Names(host, Resources.Namespaces).SequenceEqual(["default", "kube-node-lease", "kube-public", "kube-system", "theirs"]));
            await WaitForAsync(() => Names(host, Resources.CustomResourceDefinitions).SequenceEqual(["gears.example.com"]));
            (await File.ReadAllBytesAsync(file, Stop)).ShouldBe(before);
            File.Exists(cluster.Kubeconfig).ShouldBeFalse();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("--kubeconfig /nowhere/config", "there is no kubeconfig /nowhere/config", "name the file that kubectl uses")]
    [InlineData("--kubeconfig", "--kubeconfig needs a value", "./test --kubeconfig FILE")]
    [InlineData("--context dev", "--context is one of a kubeconfig", "./test --kubeconfig FILE --context dev")]
    public async Task What_cannot_be_judged_by_is_refused(string words, string message, string remedy)
    {
        var start = new ProcessStartInfo(Repository.PathOf("test"), words.Split(' ')) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(Stop);
        (await process.StandardOutput.ReadToEndAsync(Stop)).ShouldBeEmpty();
        await process.WaitForExitAsync(Stop);
        process.ExitCode.ShouldBe(2, error);
        var lines = error.TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(2, error);
        lines[0].ShouldBe("test: " + message);
        lines[1].ShouldContain(remedy);
    }

    /// <summary>Two contexts, of which the current one leads nowhere, and an authority in a file beside it.</summary>
    private static async Task<string> WriteAsync(ClusterHost host, string folder)
    {
        var (file, context) = (Path.Combine(folder, "config"), KubeconfigLoader.Parse(host.KubeconfigText));
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.crt"), context.CertificateAuthority, Stop);
        await File.WriteAllTextAsync(
            file,
            $$"""
            apiVersion: v1
            kind: Config
            current-context: nowhere
            contexts:
            - {name: nowhere, context: {cluster: nowhere, user: u} }
            - {name: wanted, context: {cluster: c, user: u, namespace: kube-system} }
            clusters:
            - {name: nowhere, cluster: {server: 'https://127.0.0.1:1'} }
            - {name: c, cluster: {certificate-authority: ca.crt, server: '{{context.Server}}'} }
            users:
            - {name: u, user: {token: "{{context.Token}}"} }
            """,
            Stop);
        return file;
    }

    private static string[] Names(ClusterHost host, Resource resource) =>
        [.. host.Cluster.Store.Read(resource).Objects.Values.Select(o => o.Namespace.Length == 0 ? o.Name : $"{o.Namespace}/{o.Name}").Order(StringComparer.Ordinal)];

    private static async Task WaitForAsync(Func<bool> isReached)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!isReached())
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
