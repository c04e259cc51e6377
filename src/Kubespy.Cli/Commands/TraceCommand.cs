using System.CommandLine;
using System.Globalization;
using System.Threading.Channels;
using Kubespy.Cli.Live;
using Kubespy.Cli.Recordings;
using Kubespy.Cli.Reports;
using Kubespy.Cli.Sources;
using Kubespy.Cli.Targets;
using Kubespy.Cli.Telemetry;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Client;
using Kubespy.Client.Configuration;
using Kubespy.Client.Discovery;
using Kubespy.Core.Objects;
using Kubespy.Core.Timelines.Invariants;
using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy trace</c>: an object live, by eye and in a pipeline; or a recording.</summary>
internal sealed class TraceCommand
{
    private const int MaxLogLines = 100;

    private readonly Argument<string[]> _target = new("target") { Arity = ArgumentArity.ZeroOrMore, Description = "KIND NAME, KIND/NAME, KIND NAMESPACE/NAME, FILE.kspy, or - for names on stdin." };
    private readonly Option<string> _namespace = new("--namespace", "-n") { Description = "The namespace; else the context's." };
    private readonly Option<string> _context = new("--context") { Description = "The kubeconfig's context to use." };
    private readonly Option<string> _kubeconfig = new("--kubeconfig") { Description = "The kubeconfig file to use." };
    private readonly Option<string> _output = new("--output", "-o") { Description = "text or json (one object a line); of a recording --at a moment, json or yaml of all objects as they were.", DefaultValueFactory = _ => "text" };
    private readonly Option<string> _until = new("--until", "--for") { Description = "End when it is complete, settled (no Pod still terminating), ready or deleted." };
    private readonly Option<string> _timeout = new("--timeout") { Description = "Give up after so long, for example 90s or 5m; exit code 3." };
    private readonly Option<bool> _noFailFast = new("--no-fail-fast") { Description = "Wait for Kubernetes' own verdict even where the rollout is doomed." };
    private readonly Option<long> _tolerate = new("--tolerate") { Description = "How many restarts of a container are tolerated.", DefaultValueFactory = _ => 3 };
    private readonly Option<string> _logs = new("--logs") { Description = "How many of the last lines of a failing container's log are shown, or none.", DefaultValueFactory = _ => "3" };
    private readonly Option<string> _color = new("--color") { Description = "auto, always or never.", DefaultValueFactory = _ => "auto" };
    private readonly Option<bool> _ascii = new("--ascii") { Description = "Draw with ASCII alone." };
    private readonly Option<double> _speed = new("--speed") { Description = "How fast a recording is played; 0 as fast as can be.", DefaultValueFactory = _ => 1 };
    private readonly Option<string[]> _summary = new("--summary") { Description = "With --until, write how it went: github, gitlab, junit, markdown or json, =FILE; repeatable.", Arity = ArgumentArity.ZeroOrMore };
    private readonly RecordingOptions _recording = new();
    private readonly RecordedSpan _span = new();
    private readonly Option<string[]> _assert = new("--assert") { Description = $"Fail (exit code 1) where one of these did not hold: {string.Join(", ", Invariant.All.Select(i => i.Name))}; with commas, or repeated.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string> _otlp = new("--otlp") { Description = "At the end, send what was seen to an OpenTelemetry collector (OTLP over HTTP, for example http://localhost:4318): each rollout as a trace, availability and durations as metrics." };
    private readonly Option<bool> _watch = new("--watch", "-w") { Description = "Accepted and ignored: a trace always watches.", Hidden = true };

    public static Command Create()
    {
        var trace = new TraceCommand();
        trace._assert.CompletionSources.Add([.. Invariant.All.Select(i => i.Name)]);
        var command = new Command("trace", "Show an object and all that belongs to it live, as a tree (? shows its keys); as lines when piped.\n\n  kubespy trace deploy nginx\n  kubespy trace service web\n  kubespy trace deploy/nginx -n prod --until complete --timeout 5m\n  kubespy trace deploy/nginx --until complete --assert floor,no-endpoint-gap\n  kubectl apply -f app.yaml -o name | kubespy trace - --until complete\n  kubespy trace web.kspy --at 03:12:07")
        {
            trace._target, trace._namespace, trace._context, trace._kubeconfig, trace._output, trace._until, trace._timeout,
            trace._noFailFast, trace._tolerate, trace._logs, trace._color, trace._ascii, trace._speed, trace._summary, trace._assert, trace._otlp, trace._watch,
        };
        trace._recording.AddTo(command);
        trace._span.AddTo(command);
        command.SetAction((parse, cancellation) => CommandErrors.RunAsync(
            parse, stop => trace.RunAsync(parse, stop), cancellation, endsWithReader: parse.GetValue(trace._until) is not { Length: > 0 }));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var options = ReadOptions(parse);
        var words = parse.GetValue(_target) ?? [];
        if (words is ["-"])
        {
            words = [.. TargetGrammar.Names(await Console.In.ReadToEndAsync(cancellation))];
        }

        using var section = options is { Until: not null, IsJson: false }
            ? GitLabSection.Begin(Environment.GetEnvironmentVariable, parse.InvocationConfiguration.Output, TimeProvider.System, $"kubespy trace {string.Join(' ', words)}")
            : null;
        using var keys = new Keyboard(cancellation);
        try
        {
            return await RunAsync(parse, words, options, keys);
        }
        finally
        {
            if (options.Reports is { } reports)
            {
                // A summary is wanted of what was interrupted, too.
                await reports.WriteAsync(CancellationToken.None);
            }
        }
    }

    private async Task<int> RunAsync(ParseResult parse, string[] words, TraceOptions options, Keyboard keys)
    {
        var cancellation = keys.Token;
        var terminal = TerminalSettings.Detect(parse.GetValue(_color) ?? "auto", parse.GetValue(_ascii));
        if (terminal.IsLive && !options.IsJson)
        {
            keys.Listen();
        }

        var output = PipeOutput.Of(parse.InvocationConfiguration.Output);
        var files = TraceTarget.Parse(words, "").Where(t => t.File is not null).ToArray();
        if (files.Length > 0)
        {
            return files.Length == 1
                ? await new RecordedTrace(options, terminal, output, keys).RunAsync(parse, _span, files[0])
                : throw new FormatException("one recording at a time: give one FILE");
        }

        if (_span.IsAsked(parse) || options.Output == "yaml")
        {
            throw new FormatException("--at, --from, --to and -o yaml are of a recording: give its FILE.kspy");
        }

        var context = KubeconfigLoader.Load(parse.GetValue(_kubeconfig), parse.GetValue(_context));
        using var client = new ClusterClient(context, TimeProvider.System);
        var mapper = new RestMapper(client);
        var check = new TargetCheck(client, mapper);
        var targets = await check.ResolveAsync(TraceTarget.Parse(words, parse.GetValue(_namespace) ?? context.Namespace), cancellation);
        if (parse.GetValue(_target) is ["-"] && targets.Any(t => t.IsWorkload))
        {
            // kubectl apply -o name names everything it applied: what has no rollout is not waited for, and that is said.
            var others = targets.Where(t => !t.IsWorkload).Select(t => $"{ShortNames.Of(t.Resource.Kind)}/{t.Name}").ToArray();
            if (others.Length > 0)
            {
                await parse.InvocationConfiguration.Error.WriteLineAsync(SafeText.Of($"not followed, they have no rollout: {string.Join(", ", others)}"));
            }

            targets = [.. targets.Where(t => t.IsWorkload)];
        }

        var hints = new List<string>();
        foreach (var target in targets)
        {
            hints.Add(await check.CheckAsync(target, parse.InvocationConfiguration.Error, cancellation));
        }

        var view = new ViewOptions { Context = client.Context.Name, IsAscii = terminal.IsAscii, Zone = TimeZoneInfo.Local };
        using var recorder = _recording.Path(parse) is not { } path ? null : _recording.Begin(
            parse, path, client.Context.Name, targets is [var only] ? (only.Resource.Gvk, only.Namespace, only.Name) : null, client.Clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, recorder?.Broken ?? CancellationToken.None);
        return targets.Count == 1
            ? await TraceAsync(client, mapper, targets[0], options, terminal, view with { Hint = hints[0] }, output, LiveOf(client, keys, terminal, options), recorder, stop.Token)
            : await TraceAllAsync(client, mapper, targets, options, terminal with { IsLive = false }, view, output, recorder, stop.Token);
    }

    /// <summary>Several at once, as lines. One that fails ends all, unless failing fast is not wanted.</summary>
    private static async Task<int> TraceAllAsync(
        ClusterClient client, RestMapper mapper, IReadOnlyList<ResolvedTarget> targets, TraceOptions options, TerminalSettings terminal, ViewOptions view, TextWriter output, Recorder? recorder, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var isOneNamespace = targets.Select(t => t.Namespace).Distinct(StringComparer.Ordinal).Count() == 1;
        var codes = await Task.WhenAll(targets.Select(async target =>
        {
            var scope = isOneNamespace || target.Namespace.Length == 0 ? "" : $"-n {target.Namespace}";
            var code = await TraceAsync(client, mapper, target, options, terminal, view with { Scope = scope }, output, new LiveSources(), recorder, stop.Token);
            if (code != ExitCode.Reached && options.FailsFast)
            {
                await stop.CancelAsync();
            }

            return code;
        }));
        return codes.Contains(ExitCode.Failed) ? ExitCode.Failed : codes.Max();
    }

    private static Task<int> TraceAsync(
        ClusterClient client, RestMapper mapper, ResolvedTarget target, TraceOptions options, TerminalSettings terminal, ViewOptions view, TextWriter output, LiveSources live, Recorder? recorder, CancellationToken cancellation)
    {
        var plan = TracePlan.For(client, mapper, target, options, isWhole: recorder is not null);
        var source = recorder is null ? plan.Source : TreeRecording.Tap(plan.Source, recorder);
        var runner = new TraceRunner(plan.Tracer, options, terminal, view, client.Clock, output) { Live = live, LogsRead = plan.LogsRead, Assertions = Assertions.For(options, target.Resource.Kind, target.Namespace, target.Name) };
        return RunAsync(runner, source, options, () => client.Clock.GetUtcNow(), cancellation);
    }

    /// <summary>The keys are the view's where there is one; else q leaves at any time.</summary>
    private static LiveSources LiveOf(ClusterClient client, Keyboard keys, TerminalSettings terminal, TraceOptions options) =>
        terminal.IsLive && !options.IsJson ? new LiveSources { Keys = keys.Take(), Logs = new PodLogs(client).ReadAsync } : new LiveSources();

    /// <summary>Sends what was seen, where that is wanted, however it ends.</summary>
    internal static async Task<int> RunAsync(TraceRunner runner, Func<ChannelWriter<SourceEvent>, CancellationToken, Task> source, TraceOptions options, Func<DateTimeOffset> now, CancellationToken cancellation)
    {
        try
        {
            return await runner.RunAsync(source, cancellation);
        }
        finally
        {
            if (options.Otlp is { } exporter && runner.Assertions is { } seen)
            {
                await seen.ExportAsync(exporter, now(), Console.Error);
            }
        }
    }

    private TraceOptions ReadOptions(ParseResult parse)
    {
        var output = parse.GetValue(_output);
        if (output is not ("text" or "json" or "yaml"))
        {
            throw new FormatException($"--output is text or json, or of a recording --at a moment yaml, not {output}");
        }

        if (parse.GetValue(_color) is not ("auto" or "always" or "never"))
        {
            throw new FormatException("--color is auto, always or never");
        }

        WaitFor? wanted = parse.GetValue(_until) is { Length: > 0 } until ? ParseUntil(until) : null;
        return new TraceOptions
        {
            Until = wanted,
            Reports = ReadSummaries(parse.GetValue(_summary) ?? [], wanted) is { Count: > 0 } summaries ? new PipelineReports(summaries) : null,
            Timeout = parse.GetValue(_timeout) is { Length: > 0 } timeout ? DurationText.Parse("--timeout", timeout) : null,
            FailsFast = !parse.GetValue(_noFailFast),
            ToleratedRestarts = parse.GetValue(_tolerate),
            Otlp = parse.GetValue(_otlp) is { Length: > 0 } otlp ? OtlpExporter.Parse(otlp, Environment.GetEnvironmentVariable, TimeProvider.System) : null,
            Asserts = Invariant.Parse(parse.GetValue(_assert) ?? []),
            LogLines = ParseLogs(parse.GetValue(_logs) ?? "none"),
            Output = output,
            Speed = parse.GetValue(_speed),
        };
    }

    /// <summary>Those that are asked for, and those that the environment has a place for.</summary>
    private static IReadOnlyList<Summary> ReadSummaries(string[] asked, WaitFor? until)
    {
        if (until is null)
        {
            return asked.Length == 0 ? [] : throw new FormatException("--summary tells how waiting went: say for what with --until");
        }

        Summary[] named = [.. asked.Select(s => Summary.Parse(s, Environment.GetEnvironmentVariable))];
        return [.. named, .. Summary.OfEnvironment(Environment.GetEnvironmentVariable).Where(s => named.All(n => n.Kind != s.Kind))];
    }

    private static int ParseLogs(string text) =>
        text == "none" ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) && lines <= MaxLogLines ? lines
        : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"--logs is a number up to {MaxLogLines} or none, not {text}"));

    private static WaitFor ParseUntil(string text) => text switch
    {
        "complete" => WaitFor.Complete,
        "settled" => WaitFor.Settled,
        "ready" => WaitFor.Ready,
        "deleted" or "delete" => WaitFor.Deleted,
        _ => throw new FormatException($"--until is complete, settled, ready or deleted, not {text}"),
    };
}
