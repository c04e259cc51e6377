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
        foreach (var line in (string[])["kubeconfig", "by a ", "Kubernetes v1.", "kinds can be watched", "pods                      may be listed and watched"])
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

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task A_shell_completes_live_names(string shell)
    {
        Assert.SkipUnless(ClusterFixture.IsInstalled(shell) || Environment.GetEnvironmentVariable("CI") == "true", $"{shell} is not installed");
        var name = $"complete-me-{shell}";
        await cluster.KubectlAsync("create", "configmap", name, "--from-literal=a=b");
        (await CompleteAsync(shell, $"kubespy changes cm complete-me-{shell[0]}")).ShouldBe(name);
        (await CompleteAsync(shell, $"kubespy changes cm/complete-me-{shell[0]}")).ShouldBe($"cm/{name}");
        (await CompleteAsync(shell, "kubespy changes v1 Config")).ShouldBe("ConfigMap");
        (await CompleteAsync(shell, "kubespy changes -n kube-s")).ShouldBe("kube-system");
        (await CompleteAsync(shell, "kubespy changes -n ")).ShouldContain("default");
    }

    [Fact]
    public async Task Kubectl_finds_it_as_a_plugin()
    {
        Assert.SkipUnless(ClusterFixture.IsInstalled("kubectl") || Environment.GetEnvironmentVariable("CI") == "true", "kubectl is not installed");
        var start = new ProcessStartInfo("kubectl", ["spy", "version"]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{Repository.PathOf("plugin")}:{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        (await OutputAsync(start)).ShouldStartWith("kubespy ");
    }

    [Theory]
    [InlineData("changes --nonsense", "see: kubespy changes --help")]
    [InlineData("completion csh", "see: kubespy completion --help")]
    [InlineData("nonsense", "see: kubespy --help")]
    [InlineData("cluster bother kill deploy/a/b", "see: kubespy cluster bother --help")]
    [InlineData("cluster start --nonsense", "see: kubespy cluster start --help")]
    public async Task Wrong_usage_is_one_message_and_code_2(string words, string message)
    {
        var ended = await cluster.KubespyAsync(words.Split(' '));
        (ended.Code, ended.Output).ShouldBe((2, ""));
        ended.Error.ShouldContain(message);
    }

    /// <summary>What the shell offers for the last word of that line.</summary>
    private async Task<string> CompleteAsync(string shell, string line)
    {
        var words = string.Join(' ', line.Split(' ').Select(w => w.Length == 0 ? "''" : w));
        var count = line.Split(' ').Length;
        string[] arguments = shell switch
        {
            "bash" => ["--norc", "-c", $"source <(kubespy completion bash); COMP_WORDS=({words}); COMP_CWORD={count - 1}; _kubespy; echo \"${{COMPREPLY[@]}}\""],
            "zsh" => ["-f", "-c", $"compdef() {{ }}; compadd() {{ shift; print -r -- \"$@\" }}; source <(kubespy completion zsh); words=({words}); CURRENT={count}; _kubespy"],
            _ => ["--no-config", "-c", $"kubespy completion fish | source; complete -C '{line}'"],
        };
        var start = new ProcessStartInfo(shell, arguments) { RedirectStandardOutput = true };
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
