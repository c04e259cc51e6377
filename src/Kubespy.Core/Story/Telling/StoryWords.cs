using System.Collections.Frozen;
using System.Globalization;
using Kubespy.Core.Objects;
using static System.FormattableString;

namespace Kubespy.Core.Story.Telling;

/// <summary>The grammar of the story: numbers, durations, lists, the one and the many. Pure.</summary>
internal static class StoryWords
{
    private static readonly string[] Small = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>Words that sentences begin with.</summary>
    private static readonly FrozenSet<string> Common =
        Small.Concat(["the", "a", "an", "no", "not", "nothing", "for", "then", "meanwhile", "somebody", "revision", "revisions", "container", "image", "quota", "only", "each", "new", "all", "it"]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Words up to twelve, figures beyond.</summary>
    public static string Number(long number) => number >= 0 && number < Small.Length ? Small[number] : number.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>one Pod</c>, <c>13 Pods</c>, <c>no Pods</c>.</summary>
    public static string Count(long number, string one, string? several = null) => $"{(number == 0 ? "no" : Number(number))} {(number == 1 ? one : several ?? one + "s")}";

    /// <summary>Tenths of a second below a hundred seconds, then as kubectl shows ages.</summary>
    public static string Time(TimeSpan time) => time < TimeSpan.FromSeconds(100) ? Invariant($"{Math.Max(0, time.TotalSeconds):0.0}s") : HumanDuration.Format(time);

    /// <summary><c>a</c>, <c>a and b</c>, <c>a, b and c</c>.</summary>
    public static string List(IReadOnlyList<string> items) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ => $"{string.Join(", ", items.Take(items.Count - 1))} and {items[^1]}",
    };

    /// <summary>Names where they are few, else how many.</summary>
    public static string Pods(IReadOnlyList<string> names) => names.Count is > 0 and <= 3 ? List(names) : Count(names.Count, "Pod");

    /// <summary>As a sentence begins: names keep the case that they have.</summary>
    public static string Upper(string text)
    {
        var first = text.Split(' ', 2)[0].TrimEnd(',', ';', ':');
        return Common.Contains(first) ? char.ToUpperInvariant(text[0]) + text[1..] : text;
    }

    /// <summary>What a finding says of the present, of what is over.</summary>
    public static string Past(string summary) => summary.Replace(" keeps crashing", " kept crashing", StringComparison.Ordinal);

    /// <summary><c>deploy/nginx</c> as its name alone.</summary>
    public static string Name(string subject) => subject[(subject.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary><c>Service nginx</c> of <c>svc/nginx</c>, the name alone of the story's own.</summary>
    public static string Subject(string subject, Narrative story) => subject == story.Subject ? Name(subject) : Noun(subject);

    public static string Noun(string subject)
    {
        var kind = subject.Split('/')[0] switch
        {
            "svc" => "Service",
            "rs" => "ReplicaSet",
            "deploy" => "Deployment",
            "sts" => "StatefulSet",
            "ds" => "DaemonSet",
            "job" => "Job",
            "cj" => "CronJob",
            "pod" => "Pod",
            "hpa" => "HorizontalPodAutoscaler",
            var other => other,
        };
        return $"{kind} {Name(subject)}";
    }

    /// <summary><c>its image from 1.7.9 to 1.12-alpine</c> of <c>image 1.7.9 → 1.12-alpine</c>.</summary>
    public static string Change(string change)
    {
        var arrow = change.IndexOf(" → ", StringComparison.Ordinal);
        if (arrow < 0)
        {
            return change.EndsWith(" added", StringComparison.Ordinal) ? "added " + change[..^" added".Length]
                : change.EndsWith(" removed", StringComparison.Ordinal) ? "removed " + change[..^" removed".Length]
                : change.EndsWith(" changed", StringComparison.Ordinal) ? "changed " + change[..^" changed".Length]
                : change == "restart asked for" ? "asked for a restart"
                : "changed its " + change;
        }

        var from = change.LastIndexOf(' ', arrow - 1);
        return from < 0 ? "changed " + change : $"changed its {change[..from]} from {change[(from + 1)..arrow]} to {change[(arrow + 3)..]}";
    }
}
