using System.Threading.Channels;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Client;
using Kubespy.Core.Changes;
using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Live;

/// <summary>
/// The live view on a screen: keeps its state, draws the trace that it was given last, and at once when a key is pressed. A trace is calculated by
/// whoever owns it, as rarely as he likes.
/// </summary>
internal sealed class LiveDisplay(IScreen screen, LiveSources sources, ViewOptions options, TimeProvider clock, CancellationToken cancellation) : IDisposable
{
    private LastChanges _changes = new();
    private LiveState _state = LiveState.Initial;
    private LiveScene? _scene;
    private Trace? _trace;
    private string _mode = options.Mode;
    private ChannelReader<LiveKey>? _keys = sources.Keys;
    private Task<bool>? _moreKeys;
    private Task<LogReading>? _reading;
    private LogReading _log = new LogReading.Pending();
    private (LivePane Pane, int Width, IReadOnlyList<Line> Lines)? _paneLines;

    /// <summary>Somebody uses the keys: the view should not go away under his hands.</summary>
    public bool IsTouched => _state.IsTouched;

    public bool IsStale => screen.IsStale;

    /// <summary>The last change of each object, as far as is told; another where a recording is gone about in.</summary>
    public LastChanges Changes
    {
        get => _changes;
        set
        {
            if (!ReferenceEquals(_changes, value))
            {
                (_changes, _paneLines) = (value, null);
            }
        }
    }

    public void See(SourceEvent news)
    {
        _changes.Apply(news);
        _paneLines = null;
    }

    /// <summary>The source has told all: the view says so beside its clock.</summary>
    public void End() => (_mode, _scene) = ("ended", null);

    public void Draw(Trace trace)
    {
        (_trace, _scene) = (trace, null);
        Redraw();
    }

    /// <summary>The picture that is left behind: as if no key had been pressed.</summary>
    public void DrawLast(Trace trace)
    {
        _state = LiveState.Initial;
        Draw(trace);
    }

    /// <summary>Waits for so long or until there is news, and obeys keys meanwhile; false where one of them leaves.</summary>
    public async Task<bool> WaitAsync(TimeSpan period, Task? news = null)
    {
        var tick = Task.Delay(period, clock, cancellation);
        while (!tick.IsCompleted && news is not { IsCompleted: true })
        {
            // Kept until it completes: a quiet keyboard must not gather waiters.
            _moreKeys ??= _keys?.WaitToReadAsync(cancellation).AsTask();
            await Task.WhenAny([tick, .. new Task?[] { news, _moreKeys, _reading }.OfType<Task>()]);
            if (_reading is { IsCompleted: true } read)
            {
                (_log, _reading, _paneLines) = (await read, null, null);
                Redraw();
            }

            if (_moreKeys is { IsCompleted: true } && !await ObeyAsync())
            {
                return false;
            }
        }

        cancellation.ThrowIfCancellationRequested();
        return true;
    }

    public void Dispose() => screen.Dispose();

    /// <summary>All keys that have come, then one picture.</summary>
    private async Task<bool> ObeyAsync()
    {
        var hasMore = await _moreKeys!;
        _moreKeys = null;
        _keys = hasMore ? _keys : null;
        while (_keys?.TryRead(out var key) == true)
        {
            if (!Obey(key))
            {
                return false;
            }
        }

        Redraw();
        return true;
    }

    private bool Obey(LiveKey key)
    {
        if (_trace is null || (!_state.IsTyping && sources.TakesKey(key)))
        {
            return _trace is not null || key is not ({ Code: KeyCode.Escape } or { Text: "q" });
        }

        (_state, var command) = LiveUpdate.Apply(_state, key, Scene(_trace));
        if (command == LiveCommand.ReadLogs && _state.Pane is LivePane.Logs pane)
        {
            (_log, _paneLines) = (new LogReading.Pending(), null);
            _reading = ReadAsync(pane);
        }

        return command != LiveCommand.Quit;
    }

    private async Task<LogReading> ReadAsync(LivePane.Logs pane)
    {
        if (sources.Logs is null)
        {
            return new LogReading.Refused("a recording has no logs");
        }

        try
        {
            return await sources.Logs(pane.Pod, pane.PodUid, pane.Container, cancellation) is { } tails
                ? sources.HasRecordedLogs ? new LogReading.Recorded(tails) : new LogReading.Done(clock.GetUtcNow(), tails)
                : new LogReading.Refused("the Pod is gone, and its logs with it");
        }
        catch (ClusterException e)
        {
            return new LogReading.Refused(e.Message);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return new LogReading.Refused($"the connection broke while they were read ({e.Message}); close this and press l again");
        }
        catch (OperationCanceledException)
        {
            return new LogReading.Pending();
        }
    }

    private void Redraw()
    {
        if (_trace is null)
        {
            return;
        }

        var scene = Scene(_trace);
        _state = LiveUpdate.Settle(_state, scene);
        _changes.Focus = LiveUpdate.FocusOf(_state, scene);
        screen.Draw([.. sources.Caption?.Invoke() ?? [], .. LiveView.Render(scene, _state)]);
    }

    /// <summary>Made anew where the trace or the screen is another.</summary>
    private LiveScene Scene(Trace trace)
    {
        var (width, height) = (screen.Width, Math.Max(1, screen.Height - (sources.Caption?.Invoke().Count ?? 0)));
        if (_scene is null || _scene.Width != width || _scene.Height != height)
        {
            _scene = new LiveScene(trace, width, height, options with { Mode = _mode })
            {
                Find = _changes.Find,
                Root = () => _changes.Find(trace.Kind, trace.Namespace, trace.Name),
                LinesOf = pane => LinesOf(pane, width),
            };
        }

        return _scene;
    }

    private IReadOnlyList<Line> LinesOf(LivePane pane, int width)
    {
        if (_paneLines is not { } kept || kept.Pane != pane || kept.Width != width)
        {
            _paneLines = kept = (pane, width, pane switch
            {
                LivePane.Logs => LogPane.Render(_log, width, options),
                LivePane.Change change => ChangePane.Render(_changes.Of(change.Uid), change.Subject, _changes.Since, IsPart(change.Uid), width, options),
                _ => HelpPane.Render(width, options, sources.MoreKeys),
            });
        }

        return kept.Lines;
    }

    /// <summary>Of most objects a live trace keeps only what it looks at; a recording has them whole.</summary>
    private bool IsPart(string uid) => sources is { Logs: not null, HasRecordedLogs: false } && _changes.Find(uid)?.Metadata["managedFields"] is null;
}
