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
                await SayAsync(heard.Target, $"connection lost, trying again: {lost.Reason}");
                break;
            case SourceEvent.ConnectionRestored:
                await SayAsync(heard.Target, $"connection restored: watching {heard.Target.Resource.Plural} again");
                break;
        }
    }

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
