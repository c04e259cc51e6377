namespace Kubespy.Cli.Reports;

/// <summary>Gathers how waiting for each target went, and writes the summaries of all at the end. Traces of several targets run side by side.</summary>
internal sealed class PipelineReports(IReadOnlyList<Summary> summaries)
{
    private readonly Lock _gate = new();
    private readonly List<RunReport> _reports = [];

    public void Add(RunReport report)
    {
        lock (_gate)
        {
            _reports.Add(report);
        }
    }

    /// <summary>Nothing is written where nothing was waited for to its end.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        RunReport[] reports;
        lock (_gate)
        {
            reports = [.. _reports.OrderBy(r => r.Subject, StringComparer.Ordinal)];
        }

        foreach (var summary in reports.Length == 0 ? [] : summaries)
        {
            await summary.WriteAsync(reports, cancellation);
        }
    }
}
