using System.CommandLine;
using Kubespy.Cli.Sources;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Changes;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy record</c>: every revision of objects, whole, to be looked at later by changes, status and trace.</summary>
internal sealed class RecordCommand
{
    private readonly ObservationOptions _observation = new();
    private readonly Option<string> _out = new("--out") { Description = "The file to record into (mode 0600); else standard output." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace the file where it exists." };
    private readonly Option<bool> _showSecrets = new("--show-secrets") { Description = "Record the values of Secrets." };
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "json (one array of the objects, as the original's), jsonl (one event a line, with time, type and deletions) or yaml. Else jsonl into a file that is not called *.json, and json.",
    };

    public static Command Create()
    {
        var record = new RecordCommand();
        var command = new Command(
            "record",
            """
            Record every revision of any objects, until Ctrl-C.

              kubespy record pod nginx --out nginx.kspy
              kubespy record deploy,rs,po,ev -n prod --out night.kspy
              kubespy record v1 Pod nginx -o json > nginx.json
              kubespy changes nginx.kspy
            """);
        record._observation.AddTo(command);
        foreach (var option in (Option[])[record._out, record._overwrite, record._showSecrets, record._output])
        {
            command.Options.Add(option);
        }

        command.SetAction((parse, cancellation) => CommandErrors.RunAsync(parse, token => record.RunAsync(parse, token), cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var path = parse.GetValue(_out);
        var format = OutputFormat.Parse(parse.GetValue(_output) ?? (path is null || path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? "json" : "jsonl"))
            ?? throw new FormatException("--output is json, jsonl or yaml");
        if (_observation.Recordings(parse).Count > 0)
        {
            throw new FormatException("that is recorded already: look at it with kubespy changes or kubespy trace");
        }

        using var observation = await _observation.OpenAsync(parse, await _observation.SpecsAsync(parse, cancellation), cancellation);
        await using var file = path is null ? null : RecordingFile.Create(path, parse.GetValue(_overwrite));
        var error = parse.InvocationConfiguration.Error;
        using var documents = new DocumentWriter(file ?? PipeOutput.Of(parse.InvocationConfiguration.Output), format);
        if (path is not null)
        {
            await error.WriteLineAsync($"recording to {SafeText.Of(path)}; Ctrl-C ends it");
        }

        var redactor = parse.GetValue(_showSecrets) ? null : new SecretRedactor();
        try
        {
            await RecordAsync(observation, documents, format == DocumentFormat.JsonLines, redactor, error, cancellation);
        }
        finally
        {
            documents.Dispose();
            if (path is not null)
            {
                await error.WriteLineAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"recorded {documents.Count} {(documents.Count == 1 ? "event" : "events")} to {SafeText.Of(path)}"));
            }
        }

        return ExitCode.Reached;
    }

    private static async Task RecordAsync(Observation observation, DocumentWriter documents, bool withEvents, SecretRedactor? redactor, TextWriter error, CancellationToken cancellation)
    {
        var notices = new TargetNotices(observation, error);
        DateTimeOffset? start = null;
        await foreach (var heard in new TargetSource(observation.Targets, Projection.All) { OnFailure = notices.Failed }.ReadAsync(cancellation))
        {
            start ??= heard.News.Time;
            switch (heard.News)
            {
                case SourceEvent.ObjectChanged change:
                    var obj = redactor?.Redact(change.Object) ?? change.Object;
                    if (withEvents)
                    {
                        documents.Write(RecordingFile.Event(change with { Object = obj }, start.Value, observation.ContextOf(heard.Target), heard.HasLeft));
                    }
                    else if (change.Type != ChangeType.Deleted)
                    {
                        documents.Write(obj.Root);
                    }

                    break;
                case SourceEvent.Gap gap when withEvents:
                    documents.Write(RecordingFile.Gap(gap, start.Value, observation.ContextOf(heard.Target)));
                    break;
            }

            await notices.HearAsync(heard, cancellation);
        }
    }
}
