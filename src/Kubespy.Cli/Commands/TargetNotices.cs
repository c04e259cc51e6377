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

    /// <exception cref="ClusterException">The namespace of what is missing does not exist, and nothing else is observed.</exception>
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
            Failed(target, e);
        }
    }

    private Task SayAsync(ObservedTarget target, string text) => error.WriteLineAsync($"{Whose(target)}{SafeText.Of(text)}");

    private string Whose(ObservedTarget target) => observation.ContextOf(target) is { Length: > 0 } context ? $"{SafeText.Of(context)}: " : "";
}
