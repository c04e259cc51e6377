using Kubespy.Cli.Targets;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views.Why;
using Kubespy.Core.Explaining;
using Kubespy.Core.Explaining.Reading;
using Kubespy.Core.Objects;
using Kubespy.Core.Story;
using Kubespy.Core.Story.Telling;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Commands;

/// <summary>Tells what a recording holds until a moment: how each object stood then and why, and how it came about.</summary>
internal sealed class StoryRunner(WhyOptions options, TextWriter output)
{
    private readonly StoryLength _length = options.Length ?? StoryLength.Paragraph;

    /// <param name="events">Of the recording, in order.</param>
    /// <param name="specs">Which objects; none for all workloads.</param>
    /// <param name="namespaces">Only objects in these; none for all.</param>
    /// <param name="at">Until when; null for the whole of it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="FormatException">The recording holds nothing of that.</exception>
    public async Task<int> RunAsync(IReadOnlyList<SourceEvent> events, IReadOnlyList<TargetSpec> specs, IReadOnlyList<string> namespaces, DateTimeOffset? at, CancellationToken cancellation)
    {
        SourceEvent[] until = [.. events.Where(e => at is null || e.Time <= at)];
        if (until.Length == 0)
        {
            throw new FormatException(events.Count == 0 ? "the recording is empty" : $"nothing had been recorded by then: the recording begins at {Timestamp.FormatMicro(events[0].Time)}");
        }

        var now = at ?? until[^1].Time;
        var roots = RecordedRoots.Of(until.Where(e => namespaces.Count == 0 || e is not SourceEvent.ObjectChanged change || namespaces.Contains(change.Object.Namespace)), specs);
        if (roots.Count == 0)
        {
            throw new FormatException("the recording holds no workload: name an object of it, KIND/NAME");
        }

        var code = ExitCode.Reached;
        var (told, quiet) = (0, new List<string>());
        foreach (var root in roots)
        {
            cancellation.ThrowIfCancellationRequested();
            var (story, why) = Of(until, root, now);
            code = why is null or { IsWell: true } ? code : ExitCode.Failed;
            if (roots.Count > 1 && specs.Count == 0 && story.Happenings.Count == 0 && why is null or { IsWell: true })
            {
                quiet.Add(story.Subject);
                continue;
            }

            await output.WriteAsync(Text(story, why, isFirst: told++ == 0, hasTitle: roots.Count > 1).AsMemory(), cancellation);
        }

        if (quiet.Count > 0 && options.Output != "json")
        {
            await output.WriteAsync($"{(told == 0 ? "" : Environment.NewLine)}{SafeText.Of(Quiet(quiet))}{Environment.NewLine}".AsMemory(), cancellation);
        }

        return code;
    }

    private (Narrative Story, Explanation? Why) Of(SourceEvent[] events, KubeObject root, DateTimeOffset now)
    {
        var (teller, world) = (new StoryTeller(root.Kind, root.Namespace, root.Name), new RecordedWorld());
        foreach (var news in events.Where(e => IsAround(e, root)))
        {
            teller.Apply(news);
            world.Apply(news);
        }

        var story = teller.Tell(now);
        return (story, world.Find(root.Kind, root.Namespace, root.Name) is { } left ? Explainer.Explain(world.At(left, now, options.ToleratedRestarts)) : null);
    }

    /// <summary>Of its namespace, or of none: nodes, and news of the observation itself.</summary>
    private static bool IsAround(SourceEvent news, KubeObject root) =>
        news is not SourceEvent.ObjectChanged change || root.Namespace.Length == 0 || change.Object.Namespace.Length == 0 || change.Object.Namespace == root.Namespace
        || (change.Object.Kind == "Event" && change.Object.Namespace == "default");

    private string Text(Narrative story, Explanation? why, bool isFirst, bool hasTitle)
    {
        var title = $"{story.Subject}{Namespaces.ScopeOf(story.Namespace)}";
        switch (options.Output)
        {
            case "json":
                return SafeText.Json(StoryJson.Of(story).WithOptional("explanation", why is null ? null : WhyJson.Of(why)).ToString()) + Environment.NewLine;
            case "md":
                var head = $"{(isFirst ? "" : Environment.NewLine)}### {title}\n\n";
                var standing = why is null || _length == StoryLength.Line ? "" : $"\n{WhyMarkdown.Standing(why)}";
                return head + StoryMarkdown.Of(story, _length, options.View) + standing;
            default:
                var lines = new List<Line>();
                if (hasTitle && _length != StoryLength.Line)
                {
                    lines.Add(Line.Of(SafeText.Of(title), Style.Bold));
                }

                lines.AddRange(_length == StoryLength.Line ? [] : Standing(story, why));
                lines.AddRange(StoryView.Render(story, _length, options.Width, options.View));
                lines.AddRange(_length == StoryLength.Line || why is null ? [] : WhyView.Causes(why, options.Width, options.View));
                lines.AddRange(_length == StoryLength.Line ? [] : WhyView.Unknown(story.Unknowable, options.Width, options.View));
                return (isFirst || _length == StoryLength.Line ? "" : Environment.NewLine) + string.Concat(lines.Select(l => Ansi.Encode(l, options.Terminal.IsColoured).TrimEnd() + Environment.NewLine));
        }
    }

    private IEnumerable<Line> Standing(Narrative story, Explanation? why) => why is not null
        ? [.. WhyView.Sentence(why, options.Width, options.View), Line.Empty]
        : [Line.Of(SafeText.Of(story.Begin is null ? $"{story.Subject} was never seen." : $"{story.Subject} does not exist any more."), Style.Bold), Line.Empty];

    private static string Quiet(List<string> subjects)
    {
        const int Few = 3;
        var names = string.Join(", ", subjects.Take(Few)) + (subjects.Count > Few ? ", …" : "");
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Nothing happened to {subjects.Count} other{(subjects.Count == 1 ? "" : "s")}: {names}");
    }
}
