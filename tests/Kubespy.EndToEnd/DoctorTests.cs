using System.Diagnostics;
using System.Text.Json;

namespace Kubespy.EndToEnd;

/// <summary>The tool among its kind: doctor, completion in a real shell, the kubectl plugin, usage errors.</summary>
public sealed class DoctorTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task All_that_is_needed_is_looked_at()
    {
        var ended = await cluster.KubespyAsync("doctor");
        ended.Code.ShouldBe(0, ended.Output + ended.Error);
        foreach (var line in (string[])["kubeconfig", "by a token", "Kubernetes v1.36", "kinds can be watched", "pods                      may be listed and watched"])
        {
            ended.Output.ShouldContain(line);
        }

        var json = JsonDocument.Parse((await cluster.KubespyAsync("doctor", "-o", "json")).Output).RootElement;
        json.EnumerateArray().Select(f => f.GetProperty("health").GetString()).ShouldNotContain("bad");
    }

    [Fact]
    public async Task What_is_bad_has_a_remedy_and_a_code()
    {
        var ended = await cluster.KubespyAsync("doctor", "--context", "nowhere");
        ended.Code.ShouldBe(2);
        ended.Output.ShouldContain("has no context \"nowhere\"");
        ended.Output.ShouldContain("choose one of:");
        ended.Output.ShouldContain("terminal");
    }

    [Fact]
    public async Task Bash_completes_live_names()
    {
        await cluster.KubectlAsync("create", "configmap", "complete-me", "--from-literal=a=b");
        (await CompleteAsync("kubespy changes cm compl")).ShouldBe("complete-me");
        (await CompleteAsync("kubespy changes cm/compl")).ShouldBe("cm/complete-me");
        (await CompleteAsync("kubespy changes v1 Config")).ShouldBe("ConfigMap");
        (await CompleteAsync("kubespy changes -n kube-s")).ShouldBe("kube-system");
    }

    [Fact]
    public async Task Kubectl_finds_it_as_a_plugin()
    {
        var root = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(root, "plugin")))
        {
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("plugin");
        }

        Assert.SkipUnless(ClusterFixture.IsInstalled("kubectl") || Environment.GetEnvironmentVariable("CI") == "true", "kubectl is not installed");
        var start = new ProcessStartInfo("kubectl", ["spy", "version"]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{Path.Combine(root, "plugin")}:{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        (await OutputAsync(start)).ShouldStartWith("kubespy ");
    }

    [Theory]
    [InlineData("changes --nonsense", "see: kubespy changes --help")]
    [InlineData("completion csh", "see: kubespy completion --help")]
    [InlineData("nonsense", "see: kubespy --help")]
    public async Task Wrong_usage_is_one_message_and_code_2(string words, string message)
    {
        var ended = await cluster.KubespyAsync(words.Split(' '));
        (ended.Code, ended.Output).ShouldBe((2, ""));
        ended.Error.ShouldContain(message);
    }

    private async Task<string> CompleteAsync(string line)
    {
        var words = line.Split(' ');
        var start = new ProcessStartInfo("bash", ["--norc", "-c", $"source <(kubespy completion bash); COMP_WORDS=({line}); COMP_CWORD={words.Length - 1}; _kubespy; echo \"${{COMPREPLY[@]}}\""]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["KUBECONFIG"] = cluster.Kubeconfig;
        return (await OutputAsync(start)).Trim();
    }

    private static async Task<string> OutputAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
