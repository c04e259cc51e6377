using System.CommandLine;
using Kubespy.Cli.Recordings;
using Kubespy.Cli.Targets;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Changes;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;
using Kubespy.Recording;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy changes</c> and <c>kubespy status</c>: what changes in objects, field by field, and by whose hand.</summary>
internal sealed class ChangesCommand(bool onlyStatus)
{
    private readonly ObservationOptions _observation = new();
    private readonly Option<string[]> _fields = new("--fields") { Description = "Only these fields and what is below them, for example .status.conditions. May be repeated, or given with commas." };
    private readonly Option<bool> _noise = new("--noise") { Description = "Also what is folded: managedFields, resourceVersion, generation, heartbeats, renewals." };
    private readonly Option<bool> _showSecrets = new("--show-secrets") { Description = "Show the values of Secrets." };
    private readonly Option<string> _output = new("--output", "-o") { Description = "text, json (one array), jsonl (one object a line) or yaml.", DefaultValueFactory = _ => "text" };
    private readonly RecordedSpan _span = new();
    private readonly Option<string> _color = new("--color") { Description = "auto, always or never.", DefaultValueFactory = _ => "auto" };
    private readonly Option<bool> _ascii = new("--ascii") { Description = "Draw with ASCII alone." };
    private readonly Option<bool> _watch = new("--watch", "-w") { Description = "Accepted and ignored: it always watches.", Hidden = true };

    public static Command CreateChanges() => new ChangesCommand(onlyStatus: false).Create(
        "changes",
        """
        Show each change of any objects: only the fields that differ, and by whose hand where that is known.

          kubespy changes pod nginx
          kubespy changes deploy/web svc/web -n prod
          kubespy changes pod 'web-.*' --fields .status.conditions
          kubespy changes cm,secret -l app=web -A -o jsonl
          kubectl apply -f app.yaml -o name | kubespy changes -
          kubespy changes night.kspy deploy/web --from 03:10 --to 03:20
        """);

    public static Command CreateStatus() => new ChangesCommand(onlyStatus: true).Create(
        "status",
        """
        Show each change of the status of any objects.

          kubespy status v1 Pod nginx
          kubespy status po/nginx
          kubespy status deploy,sts -n prod -n staging
        """);

    private Command Create(string name, string description)
    {
        var command = new Command(name, description);
        _observation.AddTo(command, recordings: true);
        foreach (var option in onlyStatus ? (Option[])[_noise, _output, _color, _ascii, _watch] : [_fields, _noise, _showSecrets, _output, _color, _ascii, _watch])
        {
            command.Options.Add(option);
        }

        _span.AddTo(command, withMoment: false);
        command.SetAction((parse, cancellation) => CommandErrors.RunAsync(parse, token => RunAsync(parse, token), cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var fields = ReadFields(parse);
        var scope = new FieldScope(fields, parse.GetValue(_noise));
        var format = OutputFormat.Parse(parse.GetValue(_output) ?? "text");
        var terminal = TerminalSettings.Detect(OutputFormat.CheckColor(parse.GetValue(_color)), parse.GetValue(_ascii));
        var redactor = !onlyStatus && parse.GetValue(_showSecrets) ? null : new SecretRedactor();
        var specs = await _observation.SpecsAsync(parse, cancellation);
        var output = PipeOutput.Of(parse.InvocationConfiguration.Output);
        if (_observation.Recordings(parse) is { Count: > 0 } recordings)
        {
            using var replayed = new ChangeOutput(output, format, scope, terminal.IsColoured, new ViewOptions { IsAscii = terminal.IsAscii });
            Replay(await RecordingFiles.ReadAsync(recordings, parse.InvocationConfiguration.Error), parse, specs, new ChangeTracker(scope), redactor, replayed);
            return ExitCode.Reached;
        }

        if (_span.IsAsked(parse))
        {
            throw new FormatException("--from and --to are of a recording: give its FILE.jsonl or FILE.kspy");
        }

        using var observation = await _observation.OpenAsync(parse, specs, cancellation);
        using var told = new ChangeOutput(output, format, scope, terminal.IsColoured, new ViewOptions { IsAscii = terminal.IsAscii, Zone = TimeZoneInfo.Local });
        return await new ChangesRunner(observation, scope, ProjectionOf(parse), redactor, told, parse.InvocationConfiguration.Error).RunAsync(cancellation);
    }

    /// <summary>A status alone is all that is kept of the objects; whole ones are where any field may be looked at.</summary>
    private Projection ProjectionOf(ParseResult parse) => onlyStatus && !parse.GetValue(_noise)
        ? Projection.Of("apiVersion", "kind", "metadata", "status")
        : Projection.All;

    private List<FieldPattern> ReadFields(ParseResult parse) => onlyStatus
        ? [FieldPattern.Parse(".status")]
        : [.. (parse.GetValue(_fields) ?? []).SelectMany(f => f.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(FieldPattern.Parse)];

    /// <summary>What came before is folded, so that what is told says what changed, and not told.</summary>
    private void Replay(RecordedEvents recording, ParseResult parse, IReadOnlyList<TargetSpec> specs, ChangeTracker tracker, SecretRedactor? redactor, ChangeOutput output)
    {
        var (_, from, to) = _span.Read(parse, recording);
        foreach (var news in recording.News.OfType<SourceEvent.ObjectChanged>().Where(e => RecordedTargets.Match(specs, e.Object)))
        {
            var obj = redactor?.Redact(news.Object) ?? news.Object;
            if (tracker.Apply(news with { Object = obj }) is { } change && change.Time >= from && change.Time <= to)
            {
                output.Tell(change, RecordedTargets.SubjectOf(obj), "");
            }
        }
    }
}
