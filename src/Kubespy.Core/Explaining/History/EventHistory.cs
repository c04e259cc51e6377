using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects;
using static System.FormattableString;

namespace Kubespy.Core.Explaining.History;

/// <summary>What the Events still tell, the same of several Pods as one line.</summary>
internal static class EventHistory
{
    /// <summary>So much of a message tells it from another of the same reason.</summary>
    private const int Telling = 24;

    /// <summary>What happens to every Pod that is well.</summary>
    private static readonly string[] Ordinary = ["Scheduled", "Pulling", "Pulled", "Created", "Started", "SuccessfulCreate", "SuccessfulAttachVolume", "Provisioning"];

    public static IEnumerable<Evidence> Of(IEnumerable<KubeObject> about, TraceWorld world) => about
        .SelectMany(o => world.Events.About(o.Uid).Select(e => (Object: o, Event: ObservedEvent.Of(e))))
        .Where(e => e.Event.IsWarning ? !IsEcho(e.Event) : !Ordinary.Contains(e.Event.Reason))
        .GroupBy(e => (e.Object.Kind, e.Event.Reason, e.Event.Container, Key(e.Object, e.Event)))
        .Select(g => Line([.. g.Select(e => e.Event).OrderBy(e => e.Last)], g.Select(e => e.Object).DistinctBy(o => o.Uid).ToArray()));

    private static Evidence Line(IReadOnlyList<ObservedEvent> same, KubeObject[] about)
    {
        var newest = same[^1];
        var (first, count) = (same.Min(e => e.First), same.Sum(e => e.Count));
        var span = newest.Last - first is { TotalSeconds: >= 1 } lasted && count > 1 ? Invariant($" ({count} times in {HumanDuration.Format(lasted)})") : "";
        if (newest.Reason == "SuccessfulDelete" && count > 1)
        {
            return new Evidence(first, Invariant($"{count} Pods deleted"), Source(about, count));
        }

        if (newest is { IsCombined: true, IsWarning: false } && count > 1)
        {
            return new Evidence(first, Invariant($"{count} like these, the last: {Useful(newest.Message)}"), Source(about, count));
        }

        return new Evidence(first, $"{(newest.IsWarning ? newest.Reason + ": " : "")}{Useful(newest.Message)}{span}", Source(about, count));
    }

    private static string Source(KubeObject[] about, long count)
    {
        var whose = about is [var only] ? $" of {ShortNames.Of(only.Kind)}" : Invariant($"s of {about.Length} {about[0].Kind}s");
        return count > 1 ? Invariant($"Event{whose}, count {count}") : $"Event{whose}";
    }

    /// <summary>The kubelet tells each failure to pull twice: what it was, and the word for it.</summary>
    private static bool IsEcho(ObservedEvent told) => told is { Reason: "Failed", Message: "Error: ErrImagePull" or "Error: ImagePullBackOff" };

    /// <summary>Warnings that begin alike are the same; of what is ordinary only deletions are counted.</summary>
    private static string Key(KubeObject about, ObservedEvent told)
    {
        var text = told.Message.Replace(about.Name, "", StringComparison.Ordinal);
        return told.Reason == "SuccessfulDelete" ? "" : told.IsWarning && text.Length > Telling ? text[..Telling] : text;
    }

    /// <summary>Of a runtime's nested error, the part that names the cause; of the scheduler's, its first sentence; of a back-off, not whose it is.</summary>
    private static string Useful(string message)
    {
        foreach (var mark in (string[])["failed to resolve image: ", "desc = "])
        {
            if (message.LastIndexOf(mark, StringComparison.Ordinal) is >= 0 and var at)
            {
                return message[(at + mark.Length)..];
            }
        }

        var end = message.StartsWith("0/", StringComparison.Ordinal) ? message.IndexOf(". ", StringComparison.Ordinal)
            : message.StartsWith("Back-off restarting", StringComparison.Ordinal) ? message.IndexOf(" in pod ", StringComparison.Ordinal)
            : -1;
        return end > 0 ? message[..end] : message.Trim();
    }
}
