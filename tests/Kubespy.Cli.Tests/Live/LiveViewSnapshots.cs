using System.Globalization;
using System.Text;
using Kubespy.Cli.Live;
using Kubespy.Cli.Sources;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Live;

/// <summary>What people see who use the keys, at several sizes, with and without colour. KUBESPY_SNAPSHOTS=write writes them anew, for eyes to judge.</summary>
public sealed class LiveViewSnapshots
{
    private static readonly DateTimeOffset ReadAt = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    [InlineData(200, 50)]
    [InlineData(20, 5)]
    public void The_keys_look_as_they_did(int width, int height)
    {
        var text = new StringBuilder();
        foreach (var (label, options, isColoured) in new[]
        {
            ("plain", new ViewOptions { Context = "real", Mode = "replay" }, false),
            ("colour", new ViewOptions { Context = "real", Mode = "replay" }, true),
            ("ascii", new ViewOptions { Context = "real", Mode = "replay", IsAscii = true }, false),
        })
        {
            LiveUser Rollout() => See(new LiveUser(width, height, options), "02", 6.0);
            LiveUser Failure() => See(new LiveUser(width, height, options), "05", 12.0);
            void Show(string what, LiveUser user)
            {
                text.Append(CultureInfo.InvariantCulture, $"--- {label}: {what}\n");
                foreach (var line in user.Frame)
                {
                    text.Append(Ansi.Encode(line, isColoured).Replace('\e', '^').TrimEnd()).Append('\n');
                }
            }

            Show("a key without meaning", Rollout().Type("x"));
            Show("the cursor", Rollout().Press(KeyCode.Down, 3));
            if (label == "ascii")
            {
                continue;
            }

            Show("folded, the cursor elsewhere", Rollout().Press(KeyCode.Down).Press(KeyCode.Enter).Press(KeyCode.Down));
            Show("a filter is typed", Rollout().Type("/ready"));
            Show("only failing", Failure().Type("fj"));
            Show("no Pod", Failure().Press(KeyCode.Down).Type("l"));
            Show("keys", Failure().Type("?"));
            Show("the last change", Failure().Press(KeyCode.Down, 2).Type("d"));
            var logs = Failure().Press(KeyCode.Down, 2).Type("l");
            logs.Log = new LogReading.Done(ReadAt, [new ContainerTail("nginx", IsPrevious: true, ["no config \e[31m", "exiting"]), new ContainerTail("nginx", IsPrevious: false, [.. Enumerable.Range(1, 40).Select(i => $"line {i} of a log, which is rather long so that it has to go on below where the screen is narrow")])]);
            Show("logs", logs.Press(KeyCode.Up).Press(KeyCode.End));
        }

        Snapshot.Check(string.Create(CultureInfo.InvariantCulture, $"live-{width}x{height}"), text.ToString());
    }

    [Theory]
    [InlineData("service-near-miss")]
    [InlineData("statefulset-claim-pending")]
    [InlineData("tree-crash")]
    [InlineData("pod-init-fails")]
    public void Objects_of_other_kinds_are_browsed_alike(string name)
    {
        var scene = Scene.Load(name);
        var text = new StringBuilder();
        foreach (var (what, keys) in new[] { ("the cursor", "jj"), ("folded", "j "), ("only failing", "f"), ("a filter", "/1\r") })
        {
            var user = new LiveUser(80, 24).See(scene.Trace().Trace(scene.Now)).Press(keys.Select(k => k == '\r' ? new LiveKey(KeyCode.Enter) : LiveKey.Of(k)));
            text.Append(CultureInfo.InvariantCulture, $"--- {what}\n").AppendJoin('\n', user.Text).Append('\n');
        }

        Snapshot.Check($"live-{name}", text.ToString());
    }

    private static LiveUser See(LiveUser user, string scenario, double seconds)
    {
        var events = Replay.Load(scenario);
        var now = events.First(e => !e.IsInitial).Time.AddSeconds(seconds);
        foreach (SourceEvent news in events.Where(e => e.Time <= now))
        {
            user.Changes.Apply(news);
        }

        return user.See(Replay.Until(scenario, seconds).Trace);
    }
}
