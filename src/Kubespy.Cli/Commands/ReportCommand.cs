using System.CommandLine;
using Kubespy.Cli.Reports.Pages;
using Kubespy.Cli.Sources;
using Kubespy.Cli.Targets;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy report</c>: what a recording shows, as a page to hand to others.</summary>
internal sealed class ReportCommand
{
    private readonly Argument<string[]> _what = new("file") { Arity = ArgumentArity.OneOrMore, Description = "FILE.kspy or FILE.jsonl; then the object that it is to be of, where the recording has several: KIND NAME or KIND/NAME." };
    private readonly Option<string> _out = new("--out") { Description = "report.html, .md, .json, or .svg: a still picture of the live view.", Required = true };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace the file where it exists." };
    private readonly Option<string> _from = new("--from") { Description = "Only what happened from then on: 03:12, or a whole time. Times are UTC." };
    private readonly Option<string> _to = new("--to") { Description = "Only what happened until then." };
    private readonly Option<string> _at = new("--at") { Description = "Of a picture, the moment that it shows; else the middle of the first rollout." };
    private readonly Option<string> _size = new("--size") { Description = "Of a picture, columns and lines.", DefaultValueFactory = _ => "80x24" };

    public static Command Create()
    {
        var report = new ReportCommand();
        var command = new Command(
            "report",
            """
            Write what a recording shows as one page: story, timeline, invariants, durations.

              kubespy report night.kspy --out report.html
              kubespy report night.kspy deploy/web --from 03:10 --to 03:20 --out report.md
              kubespy report night.kspy --at 03:12:07 --out picture.svg
            """)
        {
            report._what, report._out, report._overwrite, report._from, report._to, report._at, report._size,
        };
        command.SetAction((parse, cancellation) => CommandErrors.RunAsync(parse, stop => report.RunAsync(parse, stop), cancellation, endsWithReader: false));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var words = parse.GetValue(_what) ?? [];
        var path = words[0];
        var form = FormOf(parse.GetValue(_out)!);
        IReadOnlyList<SourceEvent> events = RecordingSource.Read(path);
        var target = TargetOf(path, words[1..], events);
        var (first, last) = events.Count > 0 ? (events[0].Time.ToUniversalTime(), events[^1].Time) : default;
        DateTimeOffset? from = parse.GetValue(_from) is { } begin ? MomentText.Parse("--from", begin, first, last) : null;
        DateTimeOffset? to = parse.GetValue(_to) is { } end ? MomentText.Parse("--to", end, first, last) : null;
        var window = RecordingWindow.Of(events, from, to);
        if (window.Count == 0 || from > last || to < first)
        {
            throw new FormatException($"{path} has nothing between --from and --to: it goes from {first:HH:mm:ss} to {last.ToUniversalTime():HH:mm:ss}");
        }

        var data = ReportBuilder.Build(window, target, Path.GetFileName(path));
        DateTimeOffset? at = parse.GetValue(_at) is { } moment ? MomentText.Parse("--at", moment, first, last) : null;
        var text = form switch
        {
            ".md" => MarkdownPage.Of(data),
            ".json" => JsonPage.Of(data),
            ".svg" => StillPicture.Of(window, target, data, at, StillPicture.ParseSize(parse.GetValue(_size) ?? "80x24")),
            _ => HtmlPage.Of(data),
        };
        await using var file = RecordingFile.Create(parse.GetValue(_out)!, parse.GetValue(_overwrite));
        await file.WriteAsync(text.AsMemory(), cancellation);
        return ExitCode.Reached;
    }

    private static string FormOf(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".html" or ".htm" => ".html",
        ".md" or ".markdown" => ".md",
        ".json" => ".json",
        ".svg" => ".svg",
        _ => throw new FormatException($"--out is a file that ends in .html, .md, .json or .svg, not {file}"),
    };

    private static KubeObject TargetOf(string path, string[] words, IReadOnlyList<SourceEvent> events)
    {
        var objects = events.OfType<SourceEvent.ObjectChanged>().Select(e => e.Object);
        if (words.Length == 0)
        {
            return RecordedTarget.Of(objects) ?? throw new FormatException($"{path} records nothing that can be reported on");
        }

        var specs = TargetGrammar.Parse(words);
        return RecordedTarget.Of(objects.Where(o => RecordedTargets.Match(specs, o)))
            ?? objects.FirstOrDefault(o => RecordedTargets.Match(specs, o))
            ?? throw new FormatException($"{path} has no {string.Join(' ', words)}");
    }
}
