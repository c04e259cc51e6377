using Kubespy.Core.Tracing.Objects;
using static System.FormattableString;

namespace Kubespy.Core.Tracing.Phases;

/// <summary>
/// Tells what the time of a trace was spent on: it is shown the trace again and again, and between two looks what was seen at the first
/// counts. A phase that comes back is one of its own; more than <see cref="Most"/> are not kept.
/// </summary>
public sealed class PhaseRecorder
{
    public const int Most = 100;

    /// <summary>What took less did not hold anything up.</summary>
    private static readonly TimeSpan Worth = TimeSpan.FromSeconds(0.05);

    private readonly List<(string Name, DateTimeOffset Start, Dictionary<string, TimeSpan> Waits)> _phases = [];
    private DateTimeOffset _last;
    private string _wait = "";

    public void Observe(Trace trace)
    {
        Spend(trace.Now);
        var name = NameOf(trace);
        if ((_phases.Count == 0 || _phases[^1].Name != name) && _phases.Count < Most)
        {
            _phases.Add((name, trace.Now, new(StringComparer.Ordinal)));
        }

        _wait = WaitOf(trace);
    }

    /// <summary>The phases until that moment, the first first.</summary>
    public IReadOnlyList<Phase> Until(DateTimeOffset end)
    {
        Spend(end);
        var ends = _phases.Skip(1).Select(p => p.Start).Append(end);
        return [.. _phases.Zip(ends, (p, to) => new Phase(p.Name, p.Start, to > p.Start ? to - p.Start : TimeSpan.Zero, Longest(p.Waits)))];
    }

    private void Spend(DateTimeOffset now)
    {
        if (_phases.Count > 0 && _wait.Length > 0 && now > _last)
        {
            var waits = _phases[^1].Waits;
            waits[_wait] = waits.GetValueOrDefault(_wait) + (now - _last);
        }

        _last = now > _last ? now : _last;
    }

    private static string Longest(Dictionary<string, TimeSpan> waits) =>
        waits.Count == 0 ? "" : waits.MaxBy(w => w.Value) is var (what, time) && time >= Worth ? Invariant($"{what} {time.TotalSeconds:0.0}s") : "";

    private static string NameOf(Trace trace) => trace switch
    {
        { Verdict: Verdict.Waiting } => "waiting for it to exist",
        { Verdict: Verdict.Stuck or Verdict.Failed or Verdict.Paused or Verdict.Terminating or Verdict.Deleted } => Word(trace.Verdict),
        DeploymentTrace deployment => NameOf(deployment),
        _ => Word(trace.Verdict),
    };

    private static string NameOf(DeploymentTrace trace)
    {
        var pods = Newest(trace);
        return trace.IsLagging ? "the controller sees the change"
            : trace.Verdict == Verdict.Complete ? trace.Terminating > 0 ? "old Pods end" : "complete"
            : pods.Count == 0 ? "Pods are made"
            : !pods.Any(p => p.IsReady) ? "the first Pod becomes Ready"
            : trace.IsRollingOut ? "Pods are replaced"
            : "Pods become Ready";
    }

    /// <summary>What is waited for: a cause that was found, else the state of the oldest new Pod that is not Ready.</summary>
    private static string WaitOf(Trace trace) => trace switch
    {
        { Findings: [var finding, ..] } => finding.Summary,
        { Verdict: Verdict.Complete } => trace is DeploymentTrace { Terminating: > 0 } ? "Terminating" : "",
        DeploymentTrace deployment => Newest(deployment).FirstOrDefault(p => !p.IsReady && !p.IsTerminating)?.Word
            ?? (deployment.MinReadySeconds > 0 && (deployment.IsRollingOut || deployment.Available < deployment.Replicas) ? Invariant($"minReadySeconds {deployment.MinReadySeconds}") : ""),
        ObjectTrace other => other.Reason,
        _ => "",
    };

    private static IReadOnlyList<PodState> Newest(DeploymentTrace trace) => trace.Revisions.FirstOrDefault(r => r.IsNewest)?.Pods ?? [];

    private static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();
}
