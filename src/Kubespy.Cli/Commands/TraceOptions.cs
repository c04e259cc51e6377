using Kubespy.Cli.Reports;
using Kubespy.Cli.Telemetry;
using Kubespy.Core.Timelines.Invariants;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Commands;

/// <summary>What the user asked of a trace.</summary>
internal sealed record TraceOptions
{
    public WaitFor? Until { get; init; }

    /// <summary>Null waits forever.</summary>
    public TimeSpan? Timeout { get; init; }

    public bool FailsFast { get; init; } = true;

    public long ToleratedRestarts { get; init; } = 3;

    /// <summary>So many of the last lines of a failing container's log are shown; 0 shows none, and reads none.</summary>
    public int LogLines { get; init; } = 3;

    /// <summary>Gathers how waiting went, for the summaries of a pipeline; null where none is wanted.</summary>
    public PipelineReports? Reports { get; init; }

    /// <summary>What is to hold all the time; where one does not, the trace fails at its end.</summary>
    public IReadOnlyList<Invariant> Asserts { get; init; } = [];

    /// <summary>Where what was seen is sent to at the end; null where it is not.</summary>
    public OtlpExporter? Otlp { get; init; }

    /// <summary>text, json, or yaml.</summary>
    public string Output { get; init; } = "text";

    public bool IsJson => Output == "json";

    public double Speed { get; init; } = 1;
}
