using System.Threading.Channels;
using Kubespy.Cli.Live;
using Kubespy.Cli.Recordings;
using Kubespy.Cli.Reports;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Client;
using Kubespy.Core.Objects;
using Kubespy.Core.Timelines.Invariants;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Phases;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Commands;

/// <summary>
/// Brings a source, the model and a view together: events are all folded, frames are drawn at most ten times a second,
/// and once a second where only ages move.
/// </summary>
internal sealed class TraceRunner(ITracer tracer, TraceOptions options, TerminalSettings terminal, ViewOptions view, TimeProvider clock, TextWriter output)
{
    private static readonly TimeSpan FramePeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TickPeriod = TimeSpan.FromSeconds(1);

    /// <summary>A wait is given up where the cluster does not come back for so long: whoever watches by eye may decide otherwise.</summary>
    private static readonly TimeSpan LongestLoss = TimeSpan.FromMinutes(10);

    /// <summary>What a failed wait gives logs that are being read: the last words of a container say why. A node that does not answer must not keep it.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    /// <summary>How many times as long as a judgement took passes before the next, unless it was quick.</summary>
    private const int JudgePause = 10;

    private static readonly TimeSpan QuickJudgement = TimeSpan.FromMilliseconds(2);

    /// <summary>Few: what waits here are whole objects, and the source can wait.</summary>
    private readonly Channel<SourceEvent> _events = Channel.CreateBounded<SourceEvent>(500);
    private readonly TraceLines _lines = new(tracer, options, terminal.IsLive && !options.IsJson, view, clock, output);
    private readonly ReplayClock _replay = new(clock, terminal.IsLive ? options.Speed : 0);
    private readonly PhaseRecorder? _phases = options is { Reports: not null, Until: not null } ? new() : null;
    private Task<bool>? _more;
    private Task? _tick;
    private long? _lostAt;
    private long _judgeFrom;
    private bool _isJudgementDue;
    private bool _isSynced;
    private DateTimeOffset? _end;

    /// <summary>What the live view draws on besides the trace.</summary>
    public LiveSources Live { get; init; } = new();

    /// <summary>Completes once the logs have been told that what was told before asks for.</summary>
    public Func<Task> LogsRead { get; init; } = () => Task.CompletedTask;

    /// <summary>What is to hold all the time; null where nothing is.</summary>
    public Assertions? Assertions { get; init; }

    /// <summary>The screen of a live view.</summary>
    public Func<IScreen> NewScreen { get; init; } = () => new LiveTerminal(terminal.IsColoured);

    /// <summary>A recording has its own time; what is shown runs in it.</summary>
    public bool IsReplay { get; init; }

    public async Task<int> RunAsync(Func<ChannelWriter<SourceEvent>, CancellationToken, Task> source, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        if (options.Timeout is { } limit)
        {
            timeout.CancelAfter(limit);
        }

        var isLive = terminal.IsLive && !options.IsJson;
        using var display = isLive ? new LiveDisplay(NewScreen(), Live, view, clock, both.Token) : null;
        var feeding = FeedAsync(source, both.Token);
        int? code = null;
        try
        {
            code = await FollowAsync(display, both.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            code = tracer.Trace(Now).ConnectionLost.Length > 0 ? ExitCode.ClusterLost : ExitCode.TimedOut;
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C: the last frame stays.
        }
        catch (ClusterException e) when (options.Until is not null)
        {
            Abandon(e);
            throw;
        }

        var last = tracer.Trace(Now);
        display?.DrawLast(last);
        display?.Dispose();
        await both.CancelAsync();
        if (code is null or ExitCode.Reached or ExitCode.TimedOut or ExitCode.ClusterLost)
        {
            await ObserveAsync(feeding);
        }

        return Finish(last, code);
    }

    private DateTimeOffset Now => _end ?? (IsReplay ? _replay.Now : clock.GetUtcNow());

    private async Task FeedAsync(Func<ChannelWriter<SourceEvent>, CancellationToken, Task> source, CancellationToken cancellation)
    {
        try
        {
            await source(_events.Writer, cancellation);
            _events.Writer.TryComplete();
        }
        catch (OperationCanceledException)
        {
            _events.Writer.TryComplete();
        }
#pragma warning disable CA1031 // Handed to the reader, which rethrows it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _events.Writer.TryComplete(e);
        }
    }

    private async Task<int?> FollowAsync(LiveDisplay? display, CancellationToken cancellation)
    {
        // By the monotonic clock: the time of day is the server's, and another server's may be an hour off.
        long? lastFrame = null;
        var (isDirty, showsSync, hasLastWords) = (true, false, false);
        while (true)
        {
            var (code, hasNews) = Drain(display);
            isDirty |= hasNews;
            _lines.Report(Now, IsReplay);
            if ((code ?? Judge()) is { } ended)
            {
                if (ended != ExitCode.Failed || hasLastWords || !await HearAsync(display, cancellation))
                {
                    return ended;
                }

                // What came meanwhile may have changed it.
                hasLastWords = true;
                continue;
            }

            hasLastWords = false;

            if (_events.Reader.Completion.IsCompleted)
            {
                await _events.Reader.Completion;
                if (display is not { IsTouched: true })
                {
                    return null;
                }

                // Somebody looks around in it: it stays until he leaves.
                isDirty |= _end is null;
                _end ??= Now;
                display.End();
            }

            var isDue = lastFrame is not { } drawn || (_isSynced && !showsSync)
                || clock.GetElapsedTime(drawn) >= (isDirty || display?.IsStale == true ? FramePeriod : TickPeriod);
            if (display is not null && isDue)
            {
                display.Draw(tracer.Trace(Now));
                (lastFrame, isDirty, showsSync) = (clock.GetTimestamp(), false, _isSynced);
            }

            // Events are folded as they come, between frames too, and keys are obeyed at once.
            if (display is null)
            {
                await WaitAsync(cancellation);
            }
            else if (!await display.WaitAsync(FramePeriod, _end is null ? News(cancellation) : null))
            {
                return null;
            }
        }
    }

    /// <summary>Folds what comes until logs that are being read have been told, for a moment at most; false where there was none to wait for, or no time is left.</summary>
    private async Task<bool> HearAsync(LiveDisplay? display, CancellationToken cancellation)
    {
        var read = LogsRead();
        if (read.IsCompleted)
        {
            // Told, but perhaps not folded yet.
            return _events.Reader.TryPeek(out _);
        }

        var patience = Task.Delay(LastWords, clock, cancellation);
        while (!read.IsCompleted && !patience.IsCompleted && !_events.Reader.Completion.IsCompleted)
        {
            await Task.WhenAny(read, patience, News(cancellation));
            Drain(display);
        }

        return !cancellation.IsCancellationRequested;
    }

    /// <summary>Lines are told as soon as there is one.</summary>
    private async Task WaitAsync(CancellationToken cancellation)
    {
        // Both are kept until they complete: a quiet trace must not gather waiters.
        var more = News(cancellation);
        _tick ??= Task.Delay(_isJudgementDue ? FramePeriod : TickPeriod, clock, cancellation);
        await await Task.WhenAny(more, _tick);
        _tick = _tick.IsCompleted ? null : _tick;
    }

    private Task<bool> News(CancellationToken cancellation) =>
        _more = _more is { IsCompleted: false } waiting ? waiting : _events.Reader.WaitToReadAsync(cancellation).AsTask();

    /// <summary>Folds what has come. A replay is judged after each event: all of it may come at once.</summary>
    private (int? Code, bool HasNews) Drain(LiveDisplay? display)
    {
        var hasNews = false;
        while (_events.Reader.TryRead(out var news))
        {
            Take(news);
            display?.See(news);
            hasNews = true;
            if (IsReplay)
            {
                _lines.Report(Now, IsReplay);
                if (Judge() is { } early)
                {
                    return (early, true);
                }
            }
        }

        return (null, hasNews);
    }

    private void Take(SourceEvent news)
    {
        if (IsReplay)
        {
            _replay.Reach(news.Time);
        }

        tracer.Apply(news);
        Assertions?.Apply(news);
        if (news is SourceEvent.CaughtUp && !_isSynced)
        {
            _isSynced = true;
            if (tracer.Trace(Now).Verdict != Verdict.Waiting)
            {
                _lines.Stand(tracer.Trace(Now), "state");
            }
        }
    }

    private int? Judge()
    {
        _isJudgementDue = options.Until is not null && !IsReplay && clock.GetTimestamp() < _judgeFrom;
        if (options.Until is not { } until || _isJudgementDue)
        {
            return null;
        }

        // Thousands of Pods change each second in some rollouts: to judge after each change must not be what costs most.
        var began = clock.GetTimestamp();
        var trace = tracer.Trace(Now);
        _phases?.Observe(trace);
        var outcome = Outcome.Of(until, trace, options.FailsFast);
        var ended = clock.GetTimestamp();
        _judgeFrom = clock.GetElapsedTime(began, ended) < QuickJudgement ? 0 : ended + ((ended - began) * JudgePause);
        return outcome switch
        {
            Outcome.Reached => ExitCode.Reached,
            // Before all is known that is there, it could not be said why.
            Outcome.Failed when _isSynced || IsReplay => ExitCode.Failed,
            _ => IsLostForLong(trace) ? ExitCode.ClusterLost : null,
        };
    }

    private bool IsLostForLong(Trace trace)
    {
        _lostAt = trace.ConnectionLost.Length == 0 ? null : _lostAt ?? clock.GetTimestamp();
        return _lostAt is { } lost && clock.GetElapsedTime(lost) > LongestLoss;
    }

    private int Finish(Trace trace, int? code)
    {
        _lines.Flush();
        var asserted = Assertions?.Judge(trace.Now) ?? [];
        var broken = asserted.Where(r => r.State != InvariantState.Held).ToArray();
        if (options.Until is not { } until)
        {
            _lines.Assert(trace, broken);
            return broken.Length > 0 ? ExitCode.Failed : code ?? ExitCode.Reached;
        }

        var (result, message) = _lines.End(trace, until, code);
        _lines.Assert(trace, broken);
        var isBroken = broken.Length > 0 && code == ExitCode.Reached;
        AddReport(trace, isBroken ? "failed" : result, isBroken ? Assertions.Text(broken[0]) : message, isBroken, [.. asserted.Select(r => (r.Name, r.State == InvariantState.Held ? "" : Assertions.Text(r)))]);
        // Whoever waits must not take a wait that was cut short for one that has reached its end.
        return isBroken ? ExitCode.Failed : code ?? ExitCode.TimedOut;
    }

    /// <summary>What was waited for can no longer be seen; whoever called says why.</summary>
    private void Abandon(ClusterException e)
    {
        var (trace, result) = (tracer.Trace(Now), CommandErrors.CodeOf(e.Problem) == ExitCode.Forbidden ? "forbidden" : "lost");
        AddReport(trace, result, e.Message);
        _lines.Abandon(trace, result, e.Message);
    }

    private void AddReport(Trace trace, string result, string message, bool isBroken = false, IReadOnlyList<(string Name, string Failure)>? asserted = null)
    {
        if (_phases?.Until(trace.Now) is { } phases)
        {
            var subject = $"{trace.ShortKind}/{trace.Name}{Namespaces.ScopeOf(trace.Namespace)}";
            options.Reports!.Add(new RunReport(subject, result, message, phases.Count > 0 ? phases[0].Start : trace.Now, trace.Now, phases, trace.Findings) { IsBroken = isBroken, Asserted = asserted ?? [] });
        }
    }

    private static async Task ObserveAsync(Task feeding)
    {
        try
        {
            await feeding;
        }
        catch (OperationCanceledException)
        {
            // It was asked to end.
        }
    }
}
