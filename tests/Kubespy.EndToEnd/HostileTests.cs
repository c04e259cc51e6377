using System.Diagnostics;

namespace Kubespy.EndToEnd;

/// <summary>A cluster that means harm changes nothing on a terminal but text, and costs no more than it must.</summary>
public sealed class HostileTests
{
    public HostileTests() => NamedCluster.SkipBecause("it has a server of its own");

    public static TheoryData<string> Commands =>
    [
        "trace deploy/web --until complete --no-fail-fast --timeout 4s", "trace deploy/web -o json --until complete --no-fail-fast --timeout 4s",
        "trace deploy/web --until complete", "trace evil/v0 --until complete --no-fail-fast --timeout 4s", "trace evil/v0 -o json --until complete --no-fail-fast --timeout 4s",
        "trace service/svc --until ready --no-fail-fast --timeout 4s", "trace odd/x", "trace nothing/x",
        "why deploy/web", "why deploy/web -o md", "why deploy/web -o json", "why", "why -o md", "why -o json", "why pod/absent", "doctor", "doctor -o json",
    ];

    public static TheoryData<string> Observers =>
        ["changes deploy,po,evils", "changes po -o json", "changes po -o jsonl", "changes evils -o yaml", "status po", "record deploy,po", "record evils -o jsonl", "record po -o yaml"];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task What_ends_says_text_alone(string command)
    {
        using var server = new HostileServer(annotation: 100);
        await using var kubespy = new RunningKubespy(server.Kubeconfig, command.Split(' '));
        (await kubespy.EndAsync()).ShouldBeInRange(0, 5);
        ShouldBeText(kubespy.Output + kubespy.Error);
    }

    [Theory]
    [MemberData(nameof(Observers))]
    public async Task What_goes_on_says_text_alone(string command)
    {
        using var server = new HostileServer(annotation: 100);
        await using var kubespy = new RunningKubespy(server.Kubeconfig, command.Split(' '));
        await kubespy.UntilAsync("changed");
        (await kubespy.StopAsync()).ShouldBe(0);
        ShouldBeText(kubespy.Output + kubespy.Error);
    }

    [Fact]
    public async Task A_live_view_keeps_its_terminal_also_where_that_is_very_small()
    {
        using var server = new HostileServer(annotation: 100);
        await using var screen = await TerminalScreen.StartAsync(90, 24, server.Kubeconfig, "trace deploy/web");
        var frame = await screen.UntilAsync("CrashLoopBackOff");
        frame.ShouldStartWith("Deployment web");
        await screen.ResizeAsync(20, 5);
        var small = await screen.UntilAsync(s => s.TrimEnd().Split('\n') is { Length: <= 5 } lines && lines[0].StartsWith("Deployment web", StringComparison.Ordinal) && lines.All(l => l.Length <= 20), "a small picture");
        small.ShouldContain("Stuck");
        await screen.ResizeAsync(1, 1);
        await screen.ResizeAsync(120, 40);
        (await screen.UntilAsync("CrashLoopBackOff")).ShouldStartWith("Deployment web");
        await screen.SendAsync("q");
        (await screen.UntilAsync("echo is on")).ShouldContain("ended 0");
        (await screen.TitleAsync()).ShouldNotContain("owned");
        (await screen.IsCursorVisibleAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Annotations_of_10_MB_and_10_000_conditions_cost_little()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what a process has used is read from /proc");
        using var server = new HostileServer(annotation: 10_000_000);
        await using var trace = new RunningKubespy(server.Kubeconfig, "trace", "deploy/web", "--no-fail-fast");
        await trace.UntilAsync("deploy/web stuck");
        await trace.UntilAsync("| log ");
        var began = Stopwatch.StartNew();
        var before = trace.Cost.Processor;
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        var (memory, processor) = trace.Cost;
        memory.ShouldBeLessThan(500, "MiB, of a list of 30 MB and three changes of 10 MB each");
        (processor - before).ShouldBeLessThan(began.Elapsed / 3, "nothing happens any more");
    }

    private static void ShouldBeText(string said)
    {
        said.ShouldNotBeEmpty();
        var odd = said.Where(c => c != '\n' && (char.IsControl(c) || c is '\u202e' or '\u200d')).Select(c => $"{(int)c:x}").Distinct().ToArray();
        odd.ShouldBeEmpty(string.Join('\n', said.Split('\n').FirstOrDefault(l => l.Any(char.IsControl))?[..200] ?? ""));
        said.Split('\n').ShouldNotContain(l => l.TrimStart().StartsWith("::", StringComparison.Ordinal), "a command to a pipeline");
        said.ShouldNotContain("   at Kubespy.");
    }
}
