using System.CommandLine;
using System.Globalization;
using Kubespy.Cli.Recordings;
using Kubespy.Cli.Targets;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Cli.Views.Why;
using Kubespy.Client;
using Kubespy.Client.Configuration;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy why</c>: cause, evidence and remedy of one object; or who of all workloads needs somebody.</summary>
internal sealed class WhyCommand
{
    private readonly ObservationOptions _what = new();
    private readonly Option<string> _at = new("--at") { Description = "Of a recording: how it stood and what had happened by then: 03:12, or a whole time. Times are UTC." };
    private readonly Option<string> _length = new("--length") { Description = "How much: line, paragraph or full. Of a recording's story a paragraph unless it is said; full has each happening with its time, author, evidence and waits." };
    private readonly Option<string> _output = new("--output", "-o") { Description = "text, json or md.", DefaultValueFactory = _ => "text" };
    private readonly Option<string> _logs = new("--logs") { Description = "How many lines of a failing container's log, or none.", DefaultValueFactory = _ => "10" };
    private readonly Option<long> _tolerate = new("--tolerate") { Description = "How many restarts of a container are tolerated.", DefaultValueFactory = _ => 3 };
    private readonly Option<string> _color = new("--color") { Description = "auto, always or never.", DefaultValueFactory = _ => "auto" };
    private readonly Option<bool> _ascii = new("--ascii") { Description = "Draw with ASCII alone." };

    public static Command Create()
    {
        var why = new WhyCommand();
        var command = new Command("why", "Say what is wrong, how that is known and what to do, from what the cluster still knows. Exit code 1 where something is wrong.\n\n  kubespy why deploy/nginx -n prod\n  kubespy why pod 'web-.*' -o md\n  kubespy why -A\n  kubespy why -n shop -n payments\n\nOf a recording, tell what happened and why, in order, each with its evidence and, where it can be known, its author:\n\n  kubespy why night.kspy deploy/nginx --at 03:12:07\n  kubespy why night.kspy --length full -o md")
        {
            why._at, why._length, why._output, why._logs, why._tolerate, why._color, why._ascii,
        };
        why._what.AddTo(command, recordings: true);
        command.Aliases.Add("explain");
        command.SetAction((parse, cancellation) => CommandErrors.RunAsync(parse, stop => why.RunAsync(parse, stop), cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var specs = await _what.SpecsAsync(parse, cancellation);
        if (_what.Recordings(parse) is { Count: > 0 } recordings)
        {
            return await TellAsync(parse, recordings, specs, cancellation);
        }

        if (parse.GetValue(_at) is not null)
        {
            throw new FormatException("--at is of a recording: give its FILE.jsonl or FILE.kspy");
        }

        var contexts = _what.Contexts(parse);
        return contexts is [var only] ? await RunAsync(parse, only, specs, cancellation) : await RunAllAsync(parse, contexts, specs, cancellation);
    }

    /// <summary>Several recordings are told as one, in the order in which they are given.</summary>
    private async Task<int> TellAsync(ParseResult parse, IReadOnlyList<string> recordings, IReadOnlyList<TargetSpec> specs, CancellationToken cancellation)
    {
        var recording = await RecordingFiles.ReadAsync(recordings, parse.InvocationConfiguration.Error);
        var options = ReadOptions(parse, "");
        DateTimeOffset? at = parse.GetValue(_at) is { } moment ? RecordedSpan.Moment("--at", moment, recording) : null;
        var runner = new StoryRunner(options with { View = options.View with { Zone = TimeZoneInfo.Utc } }, parse.InvocationConfiguration.Output);
        if (specs.Count == 0 && recordings.Count == 1 && recording.Header.Target is var (kind, ns, name))
        {
            specs = [new TargetSpec(kind.ApiVersion, kind.Kind, ns.Length > 0 ? ns : null, NamePattern.Parse(name))];
        }

        return await runner.RunAsync([.. recording.News], specs, _what.Named(parse), at, cancellation);
    }

    /// <summary>One after the other, each under its name; one that cannot be reached does not keep the others from being told.</summary>
    private async Task<int> RunAllAsync(ParseResult parse, IReadOnlyList<KubeContext> contexts, IReadOnlyList<TargetSpec> specs, CancellationToken cancellation)
    {
        var code = ExitCode.Reached;
        foreach (var context in contexts)
        {
            await parse.InvocationConfiguration.Output.WriteAsync(ReadOptions(parse, context.Name).Heading(context.Name, isFirst: ReferenceEquals(context, contexts[0])).AsMemory(), cancellation);
            try
            {
                code = Math.Max(code, await RunAsync(parse, context, specs, cancellation));
            }
            catch (ClusterException e)
            {
                await parse.InvocationConfiguration.Error.WriteLineAsync($"kubespy: {SafeText.Of(context.Name)}: {SafeText.Of(e.Message)}\n  {SafeText.Of(e.Remedy)}");
                code = Math.Max(code, CommandErrors.CodeOf(e.Problem));
            }
        }

        return code;
    }

    private async Task<int> RunAsync(ParseResult parse, KubeContext context, IReadOnlyList<TargetSpec> specs, CancellationToken cancellation)
    {
        using var client = new ClusterClient(context, TimeProvider.System);
        var runner = new WhyRunner(client, ReadOptions(parse, context.Name), parse.InvocationConfiguration.Output);
        if (specs.Count == 0)
        {
            var namespaces = _what.Namespaces(parse, context);
            await Task.WhenAll(namespaces.Where(n => n.Length > 0).Select(n => NamespaceCheck.CheckAsync(client, n, cancellation)));
            return await runner.LookOverAsync(namespaces, cancellation);
        }

        var targets = new List<ResolvedTarget>();
        var observed = await _what.Resolver(parse, client).ResolveAsync(specs, cancellation);
        ClusterException? none = null;
        foreach (var one in observed)
        {
            try
            {
                targets.AddRange(await TargetNames.OfAsync(one, cancellation));
            }
            catch (ClusterException e) when (e.Problem == ClusterProblem.NotFound && one.Name.Text.Length == 0 && observed.Count > 1)
            {
                // Of several kinds, one may well be without objects.
                none ??= e;
            }
        }

        if (targets.Count == 0 && none is not null)
        {
            throw none;
        }

        var code = ExitCode.Reached;
        for (var i = 0; i < targets.Count; i++)
        {
            code = Math.Max(code, await runner.ExplainAsync(targets[i], hasTitle: targets.Count > 1, isFirst: i == 0, cancellation));
        }

        return code;
    }

    private WhyOptions ReadOptions(ParseResult parse, string context)
    {
        var output = parse.GetValue(_output) ?? "text";
        if (output is not ("text" or "json" or "md" or "markdown"))
        {
            throw new FormatException($"--output is text, json or md, not {output}");
        }

        if (parse.GetValue(_color) is not ("auto" or "always" or "never"))
        {
            throw new FormatException("--color is auto, always or never");
        }

        var logs = parse.GetValue(_logs) ?? "10";
        var lines = logs == "none" ? 0
            : int.TryParse(logs, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 1000 ? count
            : throw new FormatException($"--logs is a number of lines up to 1000, or none, not {logs}");
        var terminal = TerminalSettings.Detect(parse.GetValue(_color) ?? "auto", parse.GetValue(_ascii));
        return new WhyOptions
        {
            Output = output == "markdown" ? "md" : output,
            LogLines = lines,
            ToleratedRestarts = parse.GetValue(_tolerate),
            Length = parse.GetValue(_length) switch
            {
                "line" => (StoryLength?)StoryLength.Line,
                "paragraph" => StoryLength.Paragraph,
                "full" => StoryLength.Full,
                null => null,
                var other => throw new FormatException($"--length is line, paragraph or full, not {other}"),
            },
            Terminal = terminal,
            View = new ViewOptions { Context = context, IsAscii = terminal.IsAscii, Zone = TimeZoneInfo.Local },
        };
    }
}
