namespace Kubespy.Core.Findings;

/// <summary>One thing that is wrong with a workload: its cause, how that is known, and what to do about it.</summary>
public sealed record Finding
{
    /// <summary>The cause as its page in docs/causes is named: <c>image-pull</c>.</summary>
    public required string Cause { get; init; }

    /// <summary>Whom it is about, in the manner of <c>pod/nginx-5dff9b88c5-rcjc5</c>; at least one.</summary>
    public required IReadOnlyList<string> Subjects { get; init; }

    /// <summary>The container of the subject it is about; empty where it is about the whole of it.</summary>
    public string Part { get; init; } = "";

    /// <summary>The cause in one phrase, the same for all whom it hits: <c>image nginx:bad not found</c>.</summary>
    public required string Summary { get; init; }

    public required IReadOnlyList<Evidence> Evidence { get; init; }

    /// <summary>What will happen by itself, and at which time: <c>evicts its Pods in 3m</c>; empty where no time is known.</summary>
    public string Outlook { get; init; } = "";

    /// <summary>What waiting would bring: who tries again, and how; empty where there is nothing to say.</summary>
    public string Waiting { get; init; } = "";

    /// <summary>What to do, as an imperative or a command; empty where there is nothing to.</summary>
    public required string Remedy { get; init; }

    /// <summary>Waiting longer helps nothing: somebody has to act.</summary>
    public required bool IsFinal { get; init; }

    /// <summary>It follows from something else: said only where nothing nearer to the root was found.</summary>
    public bool IsSymptom { get; init; }

    /// <summary>As its owner asked for (paused, a minimum of ready seconds): told, but no failure.</summary>
    public bool IsByDesign { get; init; }

    /// <summary>What is wrong with the object itself that is asked about; waiting may help.</summary>
    internal static Finding Of(string cause, Situation situation, string summary, IReadOnlyList<Evidence> evidence, string remedy) => new()
    {
        Cause = cause,
        Subjects = [situation.Subject],
        Summary = summary,
        Evidence = evidence,
        Remedy = remedy,
        IsFinal = false,
    };
}
