using Kubespy.Core.Story.Folding;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Story;

/// <summary>
/// Folds what any source tells into the story of one object: a Deployment, a StatefulSet, a DaemonSet, a Job, a CronJob, a ReplicaSet, a
/// Pod, a Service, a HorizontalPodAutoscaler or a Node; of any other, which fields were changed and how it came to stand. It reads no clock and does no I/O: the same
/// events give the same story, live or replayed. What it says of a finished happening does not change with what comes later.
/// </summary>
public sealed class StoryTeller
{
    private readonly Cast _cast;
    private readonly Pages _pages = new();
    private readonly Plot _plot;
    private readonly SightChronicle _sight;
    private DateTimeOffset? _begin;
    private DateTimeOffset _now;
    private string _opening = "";
    private bool _isBegun;

    public StoryTeller(string kind, string ns, string name)
    {
        _cast = new Cast(kind, ns, name);
        _plot = new Plot(_cast, _pages);
        _sight = new SightChronicle(_cast, _pages);
    }

    public void Apply(SourceEvent news)
    {
        _begin ??= news.Time;
        _now = news.Time > _now ? news.Time : _now;

        // The observer's clock does not go back, whatever several recordings put together say.
        news = news.Time < _now ? news with { Time = _now } : news;
        _plot.Settle(_now);
        if (news is not SourceEvent.ObjectChanged change)
        {
            _sight.Apply(news);
            if (news is SourceEvent.CaughtUp)
            {
                BeginAt(news.Time);
            }

            return;
        }

        if (!change.IsInitial)
        {
            BeginAt(change.Time);
        }

        if (change.Object.Kind == "Event")
        {
            _plot.Hear(change);
            return;
        }

        var isKnown = _cast.LastRoot is not null;
        _plot.Apply(change);
        if (!isKnown && _isBegun && _cast.Root is { } late && WorkloadChronicle.IsFromBefore(change.Time, late, change.IsInitial))
        {
            // Its watch began after the first news of another.
            _opening = StateText.Of(late, _cast.Revision);
        }
    }

    /// <summary>The story until that moment, which is not before the last event.</summary>
    public Narrative Tell(DateTimeOffset now)
    {
        now = now > _now ? now : _now;
        _plot.Settle(now);
        var opening = _isBegun || _cast.Root is null ? _opening : StateText.Of(_cast.Root, _cast.Revision);
        return new Narrative
        {
            Kind = _cast.Kind,
            Namespace = _cast.Namespace,
            Name = _cast.Name,
            Subject = _cast.Subject,
            Begin = _begin,
            End = now,
            Opening = opening,
            Closing = _cast.Root is { } root ? StateText.Of(root, _cast.Revision) : "",
            Happenings = [.. _pages.InOrder.Select(p => _plot.AsOf(p.Id, p.Happening, now))],
            Dropped = _pages.Dropped,
            Unknowable = _sight.Unknowable(opening.Length > 0),
        };
    }

    /// <summary>All that was there before has been told.</summary>
    private void BeginAt(DateTimeOffset time)
    {
        if (_isBegun)
        {
            return;
        }

        _isBegun = true;
        if (_cast.Root is { } root)
        {
            _opening = StateText.Of(root, _cast.Revision);
            _plot.Find(time, root);
        }
    }
}
