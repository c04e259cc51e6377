using System.Globalization;
using Kubespy.Cli.Views;
using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;
using Kubespy.Recording;
using Kubespy.Recording.Files;

namespace Kubespy.Simulator;

/// <summary>What a seed does is seen live and recorded: the recording, read and played, ends with the same bytes on the screen, and has them all along.</summary>
public sealed class RecordedSeedsTests
{
    private static readonly ViewOptions View = new() { Context = "seed", Mode = "live" };

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void A_seed_that_is_replayed_looks_as_it_did_live(int seed, bool hasFaults)
    {
        var path = Path.Combine(Path.GetTempPath(), $"kubespy-{Guid.NewGuid():N}.kspy");
        try
        {
            var live = new Screen();
            using (var writer = NewRecording(path))
            {
                Simulation.Run(seed, new Chance(IsPeaceful: false, hasFaults), seen: news =>
                {
                    live.See(news);
                    writer.Append(new RecordedEvent(news));
                });
            }

            var recording = RecordedEvents.Read(path);
            recording.Flaws.ShouldBeEmpty();
            var replay = new Screen();
            foreach (var news in recording.News)
            {
                replay.See(news);
            }

            replay.Pictures.Count.ShouldBeGreaterThan(20);
            replay.Pictures.ShouldBe(live.Pictures);
            replay.Lines.ShouldBe(live.Lines);
            live.Lines.ShouldContain(l => l.Contains("complete", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal static RecordingWriter NewRecording(string path) => new(
        path, new RecordingHeader { Id = "seed", Started = DateTimeOffset.UnixEpoch }, RecordingLimits.Default with { BlockBytes = 256 * 1024 }, overwrite: true);

    /// <summary>The live view after every tenth event, and its lines.</summary>
    private sealed class Screen
    {
        private readonly DeploymentTracer _tracer = new("web", "default");
        private int _count;

        public List<string> Pictures { get; } = [];

        public List<string> Lines { get; } = [];

        public void See(SourceEvent news)
        {
            _tracer.Apply(news);
            Lines.AddRange(_tracer.TakeLines().Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Time:O} {l.Subject} {l.Plain} {l.Log} {l.IsWarning}")));
            if (++_count % 10 == 0)
            {
                Pictures.Add(string.Join('\n', TraceView.Render(_tracer.Trace(news.Time), 100, 40, View).Select(l => string.Concat(l.Spans.Select(s => $"<{s.Style}>{s.Text}")))));
            }
        }
    }
}
