using System.Text;
using Kubespy.Cli.Commands;
using Kubespy.Cli.Recordings;
using Kubespy.Cli.Targets;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Cli.Views.Why;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Story;

/// <summary><c>kubespy why FILE</c>: what is printed, in each length and format, for the end and for moments.</summary>
public sealed class StoryRunnerTests
{
    [Theory]
    [InlineData("real/05-bad-image", "line", "text")]
    [InlineData("real/05-bad-image", "full", "text")]
    [InlineData("real/05-bad-image", "full", "md")]
    [InlineData("real/05-bad-image", "paragraph", "json")]
    [InlineData("real/08-pause-resume", "full", "text")]
    [InlineData("fake/18-node-dies", "full", "text")]
    [InlineData("real/16c-delete-orphan", "paragraph", "text")]
    public async Task The_story_is_printed_as_it_was_found_good(string recording, string length, string format)
    {
        var (code, text) = await RunAsync(Told.Load(recording), "", null, length, format);
        code.ShouldBe(ExitCode.Reached);
        Snapshot.Check(Path.Combine("story", $"why-{recording.Replace('/', '-')}-{length}.{format}"), text);
    }

    [Fact]
    public async Task At_a_moment_it_tells_what_was_known_and_wrong_by_then()
    {
        var events = Told.Load("real/05-bad-image");
        var (code, text) = await RunAsync(events, "deploy/nginx", Start(events).AddSeconds(16), "paragraph", "text");
        code.ShouldBe(ExitCode.Failed);
        text.ShouldStartWith("Failed: image nginx:bad not found. Revision 1 kept serving, 3/3.\n\n");
        text.ShouldContain("It is stuck: image nginx:bad not found.");
        text.ShouldContain("Remedy: correct the image, or: kubectl rollout undo deployment/nginx");
        text.ShouldNotContain("rollback");

        (code, text) = await RunAsync(events, "deploy/nginx", Start(events).AddSeconds(2), "paragraph", "text");
        (code, text).ShouldBe((ExitCode.Reached, text));
        text.ShouldNotContain("bad");
    }

    [Fact]
    public async Task What_the_recording_does_not_hold_is_said_with_what_it_does()
    {
        var events = Told.Load("real/02-rollout");
        (await Should.ThrowAsync<FormatException>(() => RunAsync(events, "deploy/other", null, "line", "text"))).Message
            .ShouldBe("the recording holds no such object; it holds service/kubernetes, deployment/nginx, service/nginx");
        (await Should.ThrowAsync<FormatException>(() => RunAsync(events, "", events[0].Time.AddHours(-1), "line", "text"))).Message.ShouldStartWith("nothing had been recorded by then: the recording begins at ");
        (await Should.ThrowAsync<FormatException>(() => RunAsync([], "", null, "line", "text"))).Message.ShouldBe("the recording is empty");
    }

    /// <summary>What <c>kubectl get pods -w -o json --output-watch-events</c> printed has no workloads in it.</summary>
    [Fact]
    public async Task Of_Pods_whose_owners_were_not_recorded_each_has_its_story()
    {
        SourceEvent[] events = [.. Told.Load("real/03-kill-pod").Where(e => e.Object.Kind == "Pod")];
        var (_, text) = await RunAsync(events, "", null, "line", "text");
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4, text);
        text.ShouldContain("nginx-6b799bd7f6-");
        (await Should.ThrowAsync<FormatException>(() => RunAsync(events, "deploy/nginx", null, "line", "text"))).Message
            .ShouldStartWith("the recording holds no such object; it holds pod/nginx-6b799bd7f6-");
        RecordedTarget.Of(events.OfType<SourceEvent.ObjectChanged>().Select(e => e.Object)).ShouldNotBeNull().Kind.ShouldBe("Pod");
    }

    [Fact]
    public async Task Of_several_workloads_each_has_its_story_and_those_without_one_are_counted()
    {
        var other = KubeObject.Parse("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"quiet","namespace":"default","uid":"q","generation":1},"spec":{"replicas":0,"selector":{"matchLabels":{"a":"b"}},"template":{}},"status":{"observedGeneration":1}}""");
        IReadOnlyList<SourceEvent> events = Told.Load("real/02-rollout");
        events = [new SourceEvent.ObjectChanged(events[0].Time, ChangeType.Added, other, true), .. events];
        var (_, text) = await RunAsync(events, "", null, "paragraph", "text");
        text.ShouldStartWith("deploy/nginx\nComplete: nothing is wrong.");
        text.ShouldEndWith("\n\nNothing happened to 1 other: deploy/quiet\n");
        (_, text) = await RunAsync(events, "deploy", null, "line", "text");
        text.Split('\n').ShouldBe(["quiet: nothing happened; scaled to zero", "nginx: revision 1 → 2 (image 1.7.9 → 1.12-alpine by kubectl-set) in 2.9s; now revision 2, 3/3 available", ""]);
    }

    /// <summary>Names, images, messages and managers may hold whatever their writers like.</summary>
    [Theory]
    [InlineData("text")]
    [InlineData("md")]
    [InlineData("json")]
    public async Task Nothing_from_a_cluster_reaches_the_terminal_unescaped(string format)
    {
        SourceEvent[] events = [.. Told.Load("real/05-bad-image").Select(e => e with { Object = new KubeObject((MapValue)Poison(e.Object.Root)) })];
        foreach (var length in (string[])["line", "paragraph", "full"])
        {
            var (_, text) = await RunAsync(events, "", null, length, format);
            text.ShouldNotContain("\u001b");
            text.ShouldNotContain("\u202e");
        }
    }

    private static Value Poison(Value value) => value switch
    {
        StringValue { Text: "nginx:bad" or "kubectl-set" } text => StringValue.Of(text.Text + "\u001b[2J\u202e"),
        StringValue text when text.Text.Contains("not found", StringComparison.Ordinal) => StringValue.Of(text.Text + "\u001b]0;x\u0007"),
        MapValue map => MapValue.Of(map.Select(f => KeyValuePair.Create(f.Key, Poison(f.Value)))),
        ListValue list => ListValue.Of(list.Select(Poison)),
        _ => value,
    };

    private static DateTimeOffset Start(IReadOnlyList<SourceEvent.ObjectChanged> events) => events.First(e => !e.IsInitial).Time;

    private static async Task<(int Code, string Text)> RunAsync(IReadOnlyList<SourceEvent> events, string target, DateTimeOffset? at, string length, string format)
    {
        await using var output = new StringWriter(new StringBuilder()) { NewLine = "\n" };
        var options = new WhyOptions
        {
            Output = format,
            Length = Enum.Parse<StoryLength>(length, ignoreCase: true),
            Terminal = new TerminalSettings(false, false, false),
            View = new ViewOptions(),
        };
        var code = await new StoryRunner(options, output).RunAsync(events, TargetGrammar.Parse(target.Length == 0 ? [] : [target]), [], at, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}
