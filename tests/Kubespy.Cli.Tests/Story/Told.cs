using Kubespy.Cli.Recordings;
using Kubespy.Core.Story;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Story;

/// <summary>Recordings of a real cluster, and their stories.</summary>
internal static class Told
{
    /// <summary>Such as <c>real/02-rollout</c>.</summary>
    public static IReadOnlyList<string> Recordings { get; } =
    [
        .. typeof(Told).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("story/", StringComparison.Ordinal))
            .Select(n => n["story/".Length..].Replace(".jsonl", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    public static IReadOnlyList<SourceEvent.ObjectChanged> Load(string recording) => Replay.Read($"story/{recording}.jsonl");

    public static Narrative Of(IReadOnlyList<SourceEvent.ObjectChanged> events)
    {
        var teller = TellerOf(events);
        foreach (var news in events)
        {
            teller.Apply(news);
        }

        return teller.Tell(events[^1].Time);
    }

    public static StoryTeller TellerOf(IReadOnlyList<SourceEvent.ObjectChanged> events)
    {
        var root = RecordedTarget.Of(events.Select(e => e.Object))!;
        return new StoryTeller(root.Kind, root.Namespace, root.Name);
    }
}
