using System.CommandLine;
using System.Globalization;
using Kubespy.Cli.Recordings;
using Kubespy.Cli.Sources;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Changes;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;
using Kubespy.Recording;
using Kubespy.Recording.Files;
using Kubespy.Recording.Text;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy record</c>: every revision of objects, whole, to be looked at later by changes, status, trace, why and report.</summary>
internal sealed class RecordCommand
{
    private readonly ObservationOptions _observation = new();
    private readonly RecordingOptions _recording = new();
    private readonly Option<string?> _fromJsonl = new("--from-jsonl") { Description = "Record what such a file holds: JSON Lines of kubespy, or what kubectl get -w -o json --output-watch-events printed." };
    private readonly Option<int> _logs = new("--logs") { Description = "Into a .kspy, of objects by name: how many of the last lines of a failing container's log; 0 for none.", DefaultValueFactory = _ => 20 };
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "json (one array of the objects, as the original's), jsonl (one event a line, with time, type and deletions) or yaml. Else what the file is called, and json.",
    };

    public static Command Create()
    {
        var record = new RecordCommand();
        var command = new Command(
            "record",
            """
            Record every revision of any objects, until Ctrl-C. Into a .kspy, an object that is named is recorded with all that belongs to it.

              kubespy record deploy/web --out web.kspy
              kubespy record deploy,rs,po,ev -n prod --out night.kspy
              kubespy record v1 Pod nginx -o json > nginx.json
              kubespy record --from-jsonl watched.json --out web.kspy
              kubespy record web.kspy -o jsonl
            """);
        record._observation.AddTo(command, recordings: true);
        record._recording.AddTo(command);
        foreach (var option in (Option[])[record._fromJsonl, record._logs, record._output])
        {
            command.Options.Add(option);
        }

        command.SetAction((parse, cancellation) => CommandErrors.RunAsync(parse, token => record.RunAsync(parse, token), cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var path = _recording.Path(parse);
        var isKspy = IsKspy(path);
        if (isKspy && parse.GetValue(_output) is not null)
        {
            throw new FormatException("a .kspy has a form of its own: leave out --output, or choose another name");
        }

        var format = OutputFormat.Parse(parse.GetValue(_output) ?? (path is null || path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? "json" : "jsonl"))
            ?? throw new FormatException("--output is json, jsonl or yaml");
        var recorded = _observation.Recordings(parse);
        var imported = parse.GetValue(_fromJsonl);
        if (imported is not null || recorded.Count > 0)
        {
            return recorded.Count + (imported is null ? 0 : 1) == 1
                ? await ConvertAsync(parse, imported ?? recorded[0], path, format)
                : throw new FormatException("one recording at a time: give one FILE, or --from-jsonl FILE alone");
        }

        using var observation = await _observation.OpenAsync(parse, await _observation.SpecsAsync(parse, cancellation), cancellation);
        if (isKspy)
        {
            return await RecordAsync(parse, observation, path!, cancellation);
        }

        await using var file = path is null ? null : new StreamWriter(PrivateFile.Create(path, _recording.Overwrites(parse)));
        var error = parse.InvocationConfiguration.Error;
        using var documents = new DocumentWriter(file ?? PipeOutput.Of(parse.InvocationConfiguration.Output), format);
        await BeginAsync(error, path);
        try
        {
            await WriteAsync(observation, documents, format == DocumentFormat.JsonLines, _recording.Redactor(parse), error, cancellation);
        }
        finally
        {
            documents.Dispose();
            await EndAsync(error, path, documents.Count);
        }

        return ExitCode.Reached;
    }

    private static bool IsKspy(string? path) => path?.EndsWith(".kspy", StringComparison.OrdinalIgnoreCase) == true;

    private static Task BeginAsync(TextWriter error, string? path) => path is null ? Task.CompletedTask : error.WriteLineAsync($"recording to {SafeText.Of(path)}; Ctrl-C ends it");

    private static Task EndAsync(TextWriter error, string? path, long count) => path is null
        ? Task.CompletedTask
        : error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"recorded {count} {(count == 1 ? "event" : "events")} to {SafeText.Of(path)}"));

    /// <summary>Into a .kspy: of objects that are named all that belongs to them, else what is asked for.</summary>
    private async Task<int> RecordAsync(ParseResult parse, Observation observation, string path, CancellationToken cancellation)
    {
        var error = parse.InvocationConfiguration.Error;
        var targets = observation.Targets;
        var areTrees = targets.All(t => t.Name.Names.Count > 0 && !t.HasSelector);
        (Core.Objects.GroupVersionKind, string, string)? single = areTrees && targets is [{ Name.IsExact: true } only] ? (only.Resource.Gvk, only.Namespace, only.Name.Text) : null;
        var contexts = targets.Select(t => t.Client.Context.Name).Distinct(StringComparer.Ordinal).ToArray();
        var recorder = _recording.Begin(parse, path, contexts.Length == 1 ? contexts[0] : "", single, targets[0].Client.Clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, recorder.Broken);
        try
        {
            await BeginAsync(error, path);
            await (areTrees
                ? new TreeRecording(observation, recorder, parse.GetValue(_logs)).RunAsync(error, stop.Token)
                : CollectionsAsync(observation, recorder, error, stop.Token));
        }
        finally
        {
            recorder.Dispose();
            await EndAsync(error, path, recorder.Entries);
        }

        return ExitCode.Reached;
    }

    private static async Task CollectionsAsync(Observation observation, Recorder recorder, TextWriter error, CancellationToken cancellation)
    {
        var notices = new TargetNotices(observation, error);
        await foreach (var heard in new TargetSource(observation.Targets, Projection.All) { OnFailure = notices.Failed }.ReadAsync(cancellation))
        {
            recorder.See(heard.News, observation.ContextOf(heard.Target), heard.HasLeft);
            await notices.HearAsync(heard, cancellation);
        }
    }

    private static async Task WriteAsync(Observation observation, DocumentWriter documents, bool withEvents, SecretRedactor? redactor, TextWriter error, CancellationToken cancellation)
    {
        var notices = new TargetNotices(observation, error);
        DateTimeOffset? start = null;
        await foreach (var heard in new TargetSource(observation.Targets, Projection.All) { OnFailure = notices.Failed }.ReadAsync(cancellation))
        {
            start ??= heard.News.Time;
            var news = heard.News is SourceEvent.ObjectChanged change ? change with { Object = redactor?.Redact(change.Object) ?? change.Object } : heard.News;
            if (withEvents && news is SourceEvent.ObjectChanged or SourceEvent.Gap)
            {
                documents.Write(JsonText.Line(new RecordedEvent(news, observation.ContextOf(heard.Target), heard.HasLeft), start.Value));
            }
            else if (!withEvents && news is SourceEvent.ObjectChanged { Type: not ChangeType.Deleted } seen)
            {
                documents.Write(seen.Object.Root);
            }

            await notices.HearAsync(heard, cancellation);
        }
    }

    /// <summary>From one form into another: nothing is lost between .kspy and JSON Lines.</summary>
    private async Task<int> ConvertAsync(ParseResult parse, string from, string? path, DocumentFormat format)
    {
        var (output, error) = (parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error);
        var recording = await RecordingFiles.ReadAsync(from, error);
        if (IsKspy(path))
        {
            using var writer = _recording.Writer(parse, path!, recording.Header);
            foreach (var seen in recording.Events)
            {
                writer.Append(seen);
            }

            await EndAsync(error, path, writer.Entries);
            return ExitCode.Reached;
        }

        await using var file = path is null ? null : new StreamWriter(PrivateFile.Create(path, _recording.Overwrites(parse)));
        using var documents = new DocumentWriter(file ?? PipeOutput.Of(output), format);
        if (format == DocumentFormat.JsonLines)
        {
            documents.Write(JsonText.Line(recording.Header));
        }

        foreach (var seen in recording.Events)
        {
            if (format == DocumentFormat.JsonLines)
            {
                documents.Write(JsonText.Line(seen, recording.Header.Started));
            }
            else if (seen.News is SourceEvent.ObjectChanged { Type: not ChangeType.Deleted } change)
            {
                documents.Write(change.Object.Root);
            }
        }

        documents.Dispose();
        await EndAsync(error, path, recording.Events.Count);
        return ExitCode.Reached;
    }
}
