using System.CommandLine;
using Kubespy.Cli.Recordings;
using Kubespy.Cli.Reports.Pages;
using Kubespy.Cli.Targets;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;
using Kubespy.Recording;
using Kubespy.Recording.Files;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy report</c>: what a recording shows, as a page to hand to others.</summary>
internal sealed class ReportCommand
{
    private readonly Argument<string[]> _what = new("file") { Arity = ArgumentArity.OneOrMore, Description = "FILE.kspy or FILE.jsonl; then the object that it is to be of, where the recording has several: KIND NAME or KIND/NAME." };
    private readonly Option<string> _out = new("--out") { Description = "report.html, .md, .json, or .svg: a still picture of the live view.", Required = true };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace the file where it exists." };
    private readonly RecordedSpan _span = new("Of a picture, the moment that it shows; else the middle of the first rollout.");
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
            report._what, report._out, report._overwrite, report._size,
        };
        report._span.AddTo(command);
        command.SetAction((parse, cancellation) => CommandErrors.RunAsync(parse, stop => report.RunAsync(parse, stop), cancellation, endsWithReader: false));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var words = parse.GetValue(_what) ?? [];
        var path = words[0];
        var form = FormOf(parse.GetValue(_out)!);
        var recording = await RecordingFiles.ReadAsync(path, parse.InvocationConfiguration.Error);
        var target = TargetOf(path, words[1..], recording);
        var (at, from, to) = _span.Read(parse, recording);
        var window = RecordingWindow.Of([.. recording.News], from, to);
        var data = ReportBuilder.Build(window, target, Path.GetFileName(path));
        var text = form switch
        {
            ".md" => MarkdownPage.Of(data),
            ".json" => JsonPage.Of(data),
            ".svg" => StillPicture.Of(window, target, data, at, StillPicture.ParseSize(parse.GetValue(_size) ?? "80x24")),
            _ => HtmlPage.Of(data),
        };
        await using var file = new StreamWriter(PrivateFile.Create(parse.GetValue(_out)!, parse.GetValue(_overwrite)));
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

    private static KubeObject TargetOf(string path, string[] words, RecordedEvents recording)
    {
        var objects = recording.News.OfType<SourceEvent.ObjectChanged>().Select(e => e.Object);
        if (words.Length == 0)
        {
            return objects.FirstOrDefault(o => recording.Header.Target is var (kind, ns, name) && o.Gvk == kind && o.Namespace == ns && o.Name == name)
                ?? RecordedTarget.Of(objects) ?? throw new FormatException($"{path} records nothing that can be reported on");
        }

        var specs = TargetGrammar.Parse(words);
        return RecordedTarget.Of(objects.Where(o => RecordedTargets.Match(specs, o)))
            ?? objects.FirstOrDefault(o => RecordedTargets.Match(specs, o))
            ?? throw new FormatException($"{path} has no {string.Join(' ', words)}");
    }
}
