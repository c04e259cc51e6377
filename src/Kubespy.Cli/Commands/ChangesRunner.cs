using Kubespy.Cli.Sources;
using Kubespy.Cli.Targets;
using Kubespy.Cli.Views;
using Kubespy.Core.Changes;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Commands;

/// <summary>Follows targets for as long as it is let, and tells each change.</summary>
internal sealed class ChangesRunner(Observation observation, FieldScope scope, Projection projection, SecretRedactor? redactor, ChangeOutput output, TextWriter error)
{
    private readonly Dictionary<ObservedTarget, ChangeTracker> _trackers = [];
    private readonly TargetNotices _notices = new(observation, error);

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var source = new TargetSource(observation.Targets, projection) { OnFailure = _notices.Failed };
        await foreach (var news in source.ReadAsync(cancellation))
        {
            if (news.News is SourceEvent.ObjectChanged change)
            {
                Tell(news.Target, change with { Object = redactor?.Redact(change.Object) ?? change.Object }, news.HasLeft);
            }
            else if (news.News is SourceEvent.Gap gap)
            {
                output.TellGap(gap.Time, observation.ContextOf(news.Target), gap.Resource);
            }

            await _notices.HearAsync(news, cancellation);
        }

        return ExitCode.Reached;
    }

    private void Tell(ObservedTarget target, SourceEvent.ObjectChanged news, bool hasLeft)
    {
        if (!_trackers.TryGetValue(target, out var tracker))
        {
            _trackers.Add(target, tracker = new ChangeTracker(scope));
        }

        if (tracker.Apply(news) is { } change)
        {
            output.Tell(change with { HasLeft = hasLeft }, observation.SubjectOf(target, news.Object), observation.ContextOf(target));
        }
    }
}
