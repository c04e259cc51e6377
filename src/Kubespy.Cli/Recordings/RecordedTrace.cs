using System.CommandLine;
using Kubespy.Cli.Commands;
using Kubespy.Cli.Live;
using Kubespy.Cli.Recordings.Playing;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Recordings;

/// <summary>The trace of a recording: played on a screen, told in lines, or one moment of it.</summary>
internal sealed class RecordedTrace(TraceOptions options, TerminalSettings terminal, TextWriter output, Keyboard keys)
{
    /// <summary>Where nobody's screen says how wide a picture may be.</summary>
    private const int PictureWidth = 100;

    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">It is no recording, or not of what is asked for.</exception>
    public async Task<int> RunAsync(ParseResult parse, RecordedSpan span, TraceTarget target)
    {
        var path = target.File!;
        var recording = await RecordingFiles.ReadAsync(path, parse.InvocationConfiguration.Error);
        var (kind, ns, name) = RecordedTarget.Of(recording, target) ?? throw new FormatException($"{path} records nothing that can be traced");
        var view = new ViewOptions { Context = Path.GetFileName(path), Mode = "replay", IsAscii = terminal.IsAscii };
        SourceEvent[] events = [.. RecordingSource.WithCaughtUp([.. recording.News])];
        var (at, from, to) = span.Read(parse, recording);
        ITracer NewTracer() => TracePlan.TracerOf(kind, ns, name, options);
        var isLive = terminal.IsLive && !options.IsJson && options.Output != "yaml";
        if (at is { } moment && (!isLive || options.Until is not null))
        {
            await output.WriteLineAsync(options.Output is "json" or "yaml"
                ? WorldView.Render(recording.StateAt(moment), options.Output == "yaml")
                : PictureAt(events, NewTracer(), moment, view));
            return ExitCode.Reached;
        }

        if (isLive && options is { Until: null, Speed: > 0, Asserts: [], Otlp: null })
        {
            var player = new ReplayPlayer(events, NewTracer, view, TimeProvider.System) { Span = (from, to), Speed = options.Speed, StopAt = at };
            return await player.RunAsync(new LiveTerminal(terminal.IsColoured), keys.Take(), keys.Token);
        }

        var source = new RecordingSource(events, isLive ? options.Speed : 0, TimeProvider.System) { From = from, To = to };
        var live = isLive ? new LiveSources { Keys = keys.Take() } : new LiveSources();
        var runner = new TraceRunner(NewTracer(), options, terminal, view, TimeProvider.System, output) { IsReplay = true, Live = live, Assertions = Assertions.For(options, kind.Kind, ns, name) };
        return await TraceCommand.RunAsync(runner, source.RunAsync, options, () => default, keys.Token);
    }

    /// <summary>The live view as it would have been then.</summary>
    private string PictureAt(IEnumerable<SourceEvent> events, ITracer tracer, DateTimeOffset moment, ViewOptions view)
    {
        foreach (var news in events.TakeWhile(e => e.Time <= moment))
        {
            tracer.Apply(news);
        }

        var width = terminal.IsLive ? LiveTerminal.CurrentWidth : PictureWidth;
        return string.Join(Environment.NewLine, TraceView.Render(tracer.Trace(moment), width, int.MaxValue, view).Select(l => Ansi.Encode(l, terminal.IsColoured).TrimEnd()));
    }
}
