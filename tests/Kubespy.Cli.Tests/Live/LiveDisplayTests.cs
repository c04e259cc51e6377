using System.Threading.Channels;
using Kubespy.Cli.Live;
using Kubespy.Cli.Sources;
using Kubespy.Cli.Views;
using Kubespy.Client;
using Kubespy.Client.Tests;

namespace Kubespy.Cli.Tests.Live;

/// <summary>The view between its keyboard, its clock and its screen.</summary>
public sealed class LiveDisplayTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly Channel<LiveKey> _keys = Channel.CreateUnbounded<LiveKey>();
    private readonly ManualClock _clock = new();
    private readonly WatchedScreen _screen = new();

    [Fact]
    public async Task A_key_is_answered_at_once_not_with_the_next_frame()
    {
        using var display = Display(new LiveSources { Keys = _keys.Reader });
        var waiting = display.WaitAsync(Tick);
        _keys.Writer.TryWrite(new LiveKey(KeyCode.Down));
        await _screen.UntilAsync(t => t.Contains("› revision", StringComparison.Ordinal));
        waiting.IsCompleted.ShouldBeFalse("no time has passed");
        _clock.Advance(Tick);
        (await waiting).ShouldBeTrue();
        display.IsTouched.ShouldBeTrue();
    }

    [Fact]
    public async Task Leaving_ends_the_wait_and_the_last_picture_is_without_cursor_and_keys()
    {
        using var display = Display(new LiveSources { Keys = _keys.Reader });
        foreach (var key in "jj/x")
        {
            _keys.Writer.TryWrite(LiveKey.Of(key));
        }

        _keys.Writer.TryWrite(new LiveKey(KeyCode.Escape));
        _keys.Writer.TryWrite(LiveKey.Of('q'));
        (await display.WaitAsync(Tick)).ShouldBeFalse();
        display.DrawLast(Replay.Until("02", 6.0).Trace);
        _screen.Text.ShouldNotContain("›");
        _screen.Text.ShouldNotContain("q quit");
    }

    [Fact]
    public async Task Logs_are_read_when_asked_for_and_shown_when_they_come()
    {
        var answer = new TaskCompletionSource<IReadOnlyList<ContainerTail>?>();
        var asked = new List<string>();
        using var display = Display(new LiveSources
        {
            Keys = _keys.Reader,
            Logs = (pod, _, container, _) =>
            {
                asked.Add($"{pod.Name}/{container}");
                return answer.Task;
            },
        });
        var waiting = display.WaitAsync(Tick);
        foreach (var key in "jjl")
        {
            _keys.Writer.TryWrite(LiveKey.Of(key));
        }

        await _screen.UntilAsync(t => t.Contains("reading …", StringComparison.Ordinal));
        asked.ShouldHaveSingleItem().ShouldBe("nginx-5dff9b88c5-rcjc5/");
        answer.SetResult([new ContainerTail("nginx", IsPrevious: false, ["hello \e[2J"])]);
        await _screen.UntilAsync(t => t.Contains(@"hello \u{1b}[2J", StringComparison.Ordinal));
        waiting.IsCompleted.ShouldBeFalse();
        _clock.Advance(Tick);
        await waiting;
    }

    [Fact]
    public async Task A_refusal_says_why_and_a_recording_has_no_logs()
    {
        foreach (var (logs, said) in new (Func<Core.Objects.ObjectKey, string, string, CancellationToken, Task<IReadOnlyList<ContainerTail>?>>?, string)[]
        {
            ((_, _, _, _) => throw new ClusterException(ClusterProblem.Forbidden, "you may not get pods/log", "ask for it"), "you may not get pods/log"),
            ((_, _, _, _) => Task.FromResult<IReadOnlyList<ContainerTail>?>(null), "the Pod is gone, and its logs with it"),
            (null, "a recording has no logs"),
        })
        {
            using var display = Display(new LiveSources { Keys = _keys.Reader, Logs = logs });
            var waiting = display.WaitAsync(Tick);
            foreach (var key in "jjl")
            {
                _keys.Writer.TryWrite(LiveKey.Of(key));
            }

            await _screen.UntilAsync(t => t.Contains(said, StringComparison.Ordinal));
            _clock.Advance(Tick);
            await waiting;
        }
    }

    [Fact]
    public async Task A_demo_takes_its_keys_first_but_not_what_is_typed_into_a_filter()
    {
        var taken = "";
        using var display = Display(new LiveSources
        {
            Keys = _keys.Reader,
            TakesKey = key =>
            {
                taken += key.Text is " " or "n" ? key.Text : "";
                return key.Text is " " or "n";
            },
        });
        var waiting = display.WaitAsync(Tick);
        foreach (var key in " n/n g")
        {
            _keys.Writer.TryWrite(LiveKey.Of(key));
        }

        await _screen.UntilAsync(t => t.Contains("/n g_", StringComparison.Ordinal));
        taken.ShouldBe(" n");
        _clock.Advance(Tick);
        await waiting;
    }

    public void Dispose() => _screen.Dispose();

    private LiveDisplay Display(LiveSources sources)
    {
        var display = new LiveDisplay(_screen, sources, new ViewOptions(), _clock, CancellationToken.None);
        var (trace, start) = (Replay.Until("02", 6.0).Trace, Replay.Load("02").First(e => !e.IsInitial).Time);
        foreach (var news in Replay.Load("02").Where(n => n.Time <= start.AddSeconds(6)))
        {
            display.See(news);
        }

        display.Draw(trace);
        return display;
    }
}
