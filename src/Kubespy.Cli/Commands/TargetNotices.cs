using Kubespy.Cli.Targets;
using Kubespy.Cli.Terminal;
using Kubespy.Client;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Commands;

/// <summary>What is said on standard error beside an observation: what is awaited, what is cut off, what may not be seen.</summary>
internal sealed class TargetNotices(Observation observation, TextWriter error)
{
    /// <summary>The names seen of each target, until it is known what is missing.</summary>
    private readonly Dictionary<ObservedTarget, HashSet<string>> _seen = observation.Targets.ToDictionary(t => t, _ => new HashSet<string>(StringComparer.Ordinal));

    private readonly Dictionary<ObservedTarget, string> _lost = [];

    /// <summary>Targets whose namespace does not exist.</summary>
    private readonly List<(ObservedTarget Target, ClusterException Failure)> _homeless = [];

    /// <exception cref="ClusterException">The namespaces of all that is observed do not exist.</exception>
    public async Task HearAsync(ObservedEvent heard, CancellationToken cancellation)
    {
        switch (heard.News)
        {
            case SourceEvent.ObjectChanged change when _seen.TryGetValue(heard.Target, out var names):
                names.Add(change.Object.Name);
                break;
            case SourceEvent.Synced when _seen.Remove(heard.Target, out var names):
                await TellAbsentAsync(heard.Target, names, cancellation);
                break;
            case SourceEvent.ConnectionLost lost:
                await LoseAsync(heard.Target, lost.Reason);
                break;
            case SourceEvent.ConnectionRestored when _lost.Remove(heard.Target) && !IsAnyLost(heard.Target):
                await SayAsync(heard.Target, "connected again: the state is exact");
                break;
        }
    }

    /// <summary>One line for all watches of a cluster, and another where the trouble becomes another.</summary>
    private async Task LoseAsync(ObservedTarget target, string reason)
    {
        var isNews = !IsAnyLost(target) || (_lost.TryGetValue(target, out var before) && before != reason && !_lost.ContainsValue(reason));
        _lost[target] = reason;
        if (isNews)
        {
            await SayAsync(target, $"connection lost, trying again: {reason}");
        }
    }

    private bool IsAnyLost(ObservedTarget target) => _lost.Keys.Any(t => t.Client == target.Client);

    public void Failed(ObservedTarget target, ClusterException failure) => error.WriteLine($"{Whose(target)}{CommandErrors.Text(failure)}");

    private async Task TellAbsentAsync(ObservedTarget target, HashSet<string> names, CancellationToken cancellation)
    {
        try
        {
            foreach (var notice in await AbsenceNotice.OfAsync(target, names, cancellation))
            {
                await SayAsync(target, notice);
            }
        }
        catch (ClusterException e) when (observation.Targets.Count > 1)
        {
            _homeless.Add((target, e));
        }

        if (_seen.Count > 0 || _homeless.Count == 0)
        {
            return;
        }

        if (_homeless.Count == observation.Targets.Count)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_homeless[0].Failure);
        }

        foreach (var (homeless, failure) in _homeless.DistinctBy(h => (h.Target.Client, h.Failure.Message)))
        {
            Failed(homeless, failure);
        }

        _homeless.Clear();
    }

    private Task SayAsync(ObservedTarget target, string text) => error.WriteLineAsync($"{Whose(target)}{SafeText.Of(text)}");

    private string Whose(ObservedTarget target) => observation.ContextOf(target) is { Length: > 0 } context ? $"{SafeText.Of(context)}: " : "";
}
