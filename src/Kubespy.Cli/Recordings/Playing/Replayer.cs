using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Recordings.Playing;

/// <summary>
/// Goes to any place of a recording. What is shown there is folded from the beginning, always, so that it does not matter how one came there. Some states
/// wait folded up to places in between; one that was used is folded anew on another thread, meanwhile the others serve.
/// </summary>
internal sealed class Replayer
{
    /// <summary>A shorter recording is folded from its beginning in no time.</summary>
    private const int WorthAnchors = 1_000;

    private const int Anchors = 16;

    private readonly IReadOnlyList<SourceEvent> _events;
    private readonly Func<ITracer> _newTracer;
    private readonly Task<ReplayState>?[] _anchors;
    private ReplayState _state;

    /// <param name="events">What was recorded, in order.</param>
    /// <param name="newTracer">Folds it; each state has its own.</param>
    public Replayer(IReadOnlyList<SourceEvent> events, Func<ITracer> newTracer)
    {
        (_events, _newTracer, _state) = (events, newTracer, new ReplayState(events, newTracer()));
        _anchors = new Task<ReplayState>?[events.Count < WorthAnchors ? 0 : Anchors];
        for (var i = 0; i < _anchors.Length; i++)
        {
            Raise(i);
        }
    }

    /// <summary>So many events lie behind.</summary>
    public int Place => _state.Place;

    public ReplayState State => _state;

    public int Count => _events.Count;

    /// <summary>All states between wait, so that going anywhere is quick.</summary>
    public Task Ready => Task.WhenAll(_anchors.OfType<Task>());

    /// <summary>Goes there, forward or back.</summary>
    public void Go(int place)
    {
        place = Math.Clamp(place, 0, _events.Count);
        var best = -1;
        for (var i = 0; i < _anchors.Length; i++)
        {
            if (_anchors[i] is { IsCompletedSuccessfully: true } && PlaceOf(i) <= place && (_state.Place > place || PlaceOf(i) > _state.Place))
            {
                best = i;
            }
        }

        if (best >= 0)
        {
            _state = _anchors[best]!.Result;
            Raise(best);
        }
        else if (_state.Place > place)
        {
            _state = New();
        }

        _state.Advance(place);
    }

    private int PlaceOf(int anchor) => (int)((long)_events.Count * (anchor + 1) / (_anchors.Length + 1));

    private ReplayState New() => new(_events, _newTracer());

    private void Raise(int anchor) => _anchors[anchor] = Task.Run(() =>
    {
        var state = New();
        state.Advance(PlaceOf(anchor));
        return state;
    });
}
