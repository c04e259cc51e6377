using System.Diagnostics;
using System.Security.Cryptography;

namespace Kubespy.EndToEnd;

/// <summary>Where what is told goes to: a reader who has seen enough, a full disk, nothing at all. One line at most, the right code, nobody who hangs.</summary>
public sealed class OutputTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    /// <summary>Commands that end by themselves, with the code they would end with.</summary>
    public static TheoryData<string, int> Ending => new()
    {
        { "why", 0 },
        { "doctor", 0 },
        { "trace configmap/kube-root-ca.crt --until ready", 0 },
        { "version", 0 },
        { "--help", 0 },
        { "trace --help", 0 },
        { "completion bash", 0 },
    };

    /// <summary>Commands that do not.</summary>
    public static TheoryData<string> Endless => ["trace configmap/kube-root-ca.crt", "changes cm -A", "status v1 ConfigMap -A --noise", "record cm -A", "record cm -A -o jsonl"];

    [Theory]
    [MemberData(nameof(Ending))]
    public async Task A_full_disk_is_one_line_and_code_1(string command, int _)
    {
        var (code, error) = await ShellAsync($"{Kubespy} {command} > /dev/full");
        code.ShouldBe(1, error);
        ShouldBeNoSpace(error);
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task A_full_disk_ends_what_would_go_on(string command)
    {
        var (code, error) = await ShellAsync($"{Kubespy} {command} > /dev/full");
        code.ShouldBe(1, error);
        ShouldBeNoSpace(error);
    }

    [Theory]
    [MemberData(nameof(Ending))]
    public async Task A_full_or_closed_standard_error_changes_no_code(string command, int code)
    {
        (await ShellAsync($"{Kubespy} {command} 2> /dev/full > /dev/null")).Code.ShouldBe(code);
        (await ShellAsync($"{Kubespy} {command} 2>&- > /dev/null")).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("changes nonsense", 2)]
    [InlineData("nonsense", 2)]
    [InlineData("trace", 2)]
    [InlineData("why deploy/absent", 2)]
    [InlineData("doctor --context absent", 2)]
    public async Task Nor_does_it_where_there_is_something_to_complain_of(string command, int code)
    {
        (await ShellAsync($"{Kubespy} {command} 2> /dev/full > /dev/null")).Code.ShouldBe(code);
        (await ShellAsync($"{Kubespy} {command} 2>&- > /dev/null")).Code.ShouldBe(code);
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task A_closed_standard_output_ends_with_a_line(string command)
    {
        var (code, error) = await ShellAsync($"{Kubespy} {command} >&-");
        code.ShouldBe(1, error);
        error.Split('\n')[0].ShouldBe("kubespy: the output cannot be written");
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task A_reader_who_has_seen_enough_ends_it_though_nothing_more_happens(string command)
    {
        var (code, error) = await ShellAsync($"{Kubespy} {command} 2>&3 | head -c 1 > /dev/null; echo ${{PIPESTATUS[0]}} >&2", "bash");
        error.Trim().ShouldBe("0");
        code.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Ending))]
    public async Task A_reader_who_has_seen_enough_changes_no_code(string command, int code)
    {
        var (_, error) = await ShellAsync($"{Kubespy} {command} 2>&3 | head -c 1 > /dev/null; echo ${{PIPESTATUS[0]}} >&2", "bash");
        error.Trim().ShouldBe($"{code}");
    }

    [Fact]
    public async Task A_summary_that_cannot_be_written_is_said()
    {
        var (code, error) = await ShellAsync($"{Kubespy} trace configmap/kube-root-ca.crt --until ready --summary junit=/dev/full > /dev/null");
        code.ShouldBe(1, error);
        ShouldBeNoSpace(error);
    }

    [Theory]
    [InlineData("jsonl", 8)]
    [InlineData("kspy", 16)]
    public async Task A_recording_that_fills_the_disk_keeps_what_it_has(string form, int blocks)
    {
        // (The runtime itself writes large files where it maps code twice.) A file of so many blocks (of 512 bytes as POSIX has it, of 1024 for bash): what goes beyond fails, as it does where the disk is full.
        var path = Path.Combine(Path.GetTempPath(), $"kubespy-{Guid.NewGuid():N}.{form}");
        try
        {
            await cluster.KubectlAsync("create", "configmap", "large-" + form, "--from-literal=a=" + RandomNumberGenerator.GetHexString(60_000));
            var (code, error) = await ShellAsync($"export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f {blocks}; exec {Kubespy} record cm,svc,sa --out {path}", "bash");
            code.ShouldBe(1, error);
            error.ShouldContain("kubespy: ");
            error.ShouldNotContain("   at ");
            var played = await cluster.KubespyAsync("changes", path);
            played.Code.ShouldBe(0, played.Error);
            played.Output.ShouldContain("CREATED");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Kubespy => Path.Combine(AppContext.BaseDirectory, "kubespy");

    private static void ShouldBeNoSpace(string error)
    {
        var lines = error.TrimEnd('\n').Split('\n');
        lines[^2].ShouldStartWith("kubespy: No space left on device", Case.Sensitive, error);
        lines[^1].ShouldBe("  free some, or write elsewhere");
        error.ShouldNotContain("   at ");
    }

    private async Task<(int Code, string Error)> ShellAsync(string script, string shell = "sh")
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        var start = new ProcessStartInfo(shell, ["-c", "exec 3>/dev/null; " + script]) { RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["KUBECONFIG"] = cluster.Kubeconfig;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(90));
        try
        {
            var error = await process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
