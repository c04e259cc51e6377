using Kubespy.Cli.Demo;
using Kubespy.Cli.Terminal;
using Kubespy.ControlPlane.Server;

namespace Kubespy.Cli.Tests.Views;

/// <summary>Each story of the demo is played to its end on an embedded cluster, as it would be for somebody who only watches.</summary>
public sealed class DemoStoriesTests
{
    private const double Speed = 50;

    public static TheoryData<string> Names => [.. DemoStories.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_story_comes_to_its_end_and_says_at_each_step_what_kubectl_would_be_told(string name)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        await using var host = await ClusterHost.StartAsync(new ClusterHostOptions { Speed = Speed });
        var told = new List<string>();
        var script = new DemoScript(new DemoCluster(host), 1, Speed, new DemoKeys(), TimeProvider.System);
        script.Announced = () => told.Add(script.Text);
        var story = DemoStories.Of(name);

        await script.RunAsync([story], patience.Token);

        var steps = told.Where(t => t.StartsWith("1/1 ", StringComparison.Ordinal)).ToArray();
        steps.Length.ShouldBe(story.Steps.Count);
        steps.ShouldAllBe(s => s.StartsWith($"1/1 {name}   $ kubectl ") && s.Contains("\nWatch: "));
    }

    [Fact]
    public async Task A_command_fits_the_narrowest_usual_terminal()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        await using var host = await ClusterHost.StartAsync(new ClusterHostOptions { Speed = Speed });
        var titles = new List<string>();
        var script = new DemoScript(new DemoCluster(host), 8, Speed, new DemoKeys(), TimeProvider.System);
        script.Announced = () => titles.Add(script.Text.Split('\n')[0]);
        foreach (var name in new[] { "node-down", "service", "pod" })
        {
            await script.RunAsync([DemoStories.Of(name)], patience.Token);
        }

        titles.ShouldAllBe(t => TextWidth.Of(t) <= 80);
    }
}
