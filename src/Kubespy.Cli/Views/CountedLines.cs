using System.Globalization;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Views;

/// <summary>
/// Lines of many Pods, counted: those of one ReplicaSet that make the same transition within a moment are one line, and so are the steps
/// in which a ReplicaSet is scaled. What is told of others comes in its order: it ends the moment.
/// </summary>
public sealed class CountedLines
{
    /// <summary>Of so many Pods on, nobody reads a line for each.</summary>
    public const int From = 21;

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly List<(string Key, List<TraceLine> Lines)> _held = [];

    /// <summary>The lines that are to be told now; some may be held back for a moment.</summary>
    public IReadOnlyList<TraceLine> Take(IReadOnlyList<TraceLine> lines, int pods, DateTimeOffset now)
    {
        var told = new List<TraceLine>();
        foreach (var line in lines)
        {
            if (pods < From || KeyOf(line) is not { } key)
            {
                Release(told);
                told.Add(line);
                continue;
            }

            if (_held.Find(h => h.Key == key).Lines is { } held)
            {
                held.Add(line);
            }
            else
            {
                _held.Add((key, [line]));
            }
        }

        if (_held.Count > 0 && now - _held[0].Lines[0].Time >= Moment)
        {
            Release(told);
        }

        return told;
    }

    /// <summary>Nothing more comes.</summary>
    public IReadOnlyList<TraceLine> Flush()
    {
        var told = new List<TraceLine>();
        Release(told);
        return told;
    }

    private void Release(List<TraceLine> told)
    {
        foreach (var (_, lines) in _held)
        {
            told.Add(lines.Count == 1 ? lines[0] : lines[0].Subject.StartsWith("rs/", StringComparison.Ordinal) ? Scaled(lines) : Counted(lines));
        }

        _held.Clear();
    }

    private static TraceLine Scaled(List<TraceLine> lines) => lines[^1] with { Plain = $"{lines[0].Plain.Split(" -> ")[0]} -> {lines[^1].Plain.Split(" -> ")[1]}" };

    private static TraceLine Counted(List<TraceLine> lines) => lines[^1] with
    {
        Subject = lines[^1].Subject[..lines[^1].Subject.LastIndexOf('-')].Replace("pod/", "rs/", StringComparison.Ordinal),
        Plain = string.Create(CultureInfo.InvariantCulture, $"{lines.Count} Pods {Transition(lines[^1].Plain)}"),
    };

    private static string? KeyOf(TraceLine line) => line.Plain.Split(" -> ") is not [_, _] ? null
        : line.Subject.StartsWith("rs/", StringComparison.Ordinal) ? line.Subject
        : line.Subject.StartsWith("pod/", StringComparison.Ordinal) && line.Subject.LastIndexOf('-') is > 0 and var end ? $"{line.Subject[..end]} {Transition(line.Plain)}"
        : null;

    /// <summary>Without how long it took, which differs.</summary>
    private static string Transition(string plain) => plain.EndsWith("s)", StringComparison.Ordinal) ? plain[..plain.LastIndexOf(" (", StringComparison.Ordinal)] : plain;
}
