using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>
/// Records Events as clients of events.k8s.io do, the scheduler among them (client-go/tools/events/event_broadcaster.go): one moment, an action, no
/// count. What is told of the same revision of an object again within six minutes is a series on the first Event: its second is written at
/// once, later ones every half hour, and at the end, when nothing more has come for six minutes.
/// </summary>
public sealed class SeriesRecorder
{
    private const int RoundsToRefresh = 5;

    /// <summary>All is forgotten at this many: what comes again begins a series anew.</summary>
    private const int CacheSize = 4096;

    private static readonly TimeSpan FinishTime = TimeSpan.FromMinutes(6);

    private readonly Dictionary<(string Type, string Reason, string Action, MapValue Regarding), Told> _told = [];
    private readonly EventLoop _loop;
    private readonly ApiClient _client;
    private readonly string _controller;
    private readonly string _instance;
    private readonly Rounds _rounds;

    /// <param name="loop">Tells the time.</param>
    /// <param name="client">Writes the Events.</param>
    /// <param name="controller">reportingController, which is the old API's reportingComponent.</param>
    /// <param name="instance">reportingInstance.</param>
    public SeriesRecorder(EventLoop loop, ApiClient client, string controller, string instance)
    {
        (_loop, _client, _controller, _instance) = (loop, client, controller, instance);
        _rounds = new Rounds(loop, FinishTime, EndRound);
    }

    public void Event(KubeObject about, string type, string reason, string action, string message)
    {
        var regarding = EventObject.Reference(about);
        if (_told.TryGetValue((type, reason, action, regarding), out var told))
        {
            (told.Count, told.Last) = (told.Count + 1, _loop.Now);
            if (told.Count == 2)
            {
                _ = WriteAsync(told);
            }

            return;
        }

        var (ns, name) = EventObject.KeyOf(about, EventObject.NewSuffix(_loop.Now));
        var obj = new KubeObject(new MapBuilder()
            .Set("kind", "Event")
            .Set("apiVersion", "v1")
            .Set("metadata", MapValue.Of(("name", name), ("namespace", ns)))
            .Set("involvedObject", regarding)
            .Set("reason", reason)
            .Set("message", message)
            .Set("type", type)
            .Set("eventTime", Timestamp.FormatMicro(_loop.Now))
            .Set("action", action)
            .Set("reportingComponent", _controller)
            .Set("reportingInstance", _instance)
            .ToMap());
        if (_told.Count >= CacheSize)
        {
            _told.Clear();
        }

        told = _told[(type, reason, action, regarding)] = new Told(obj, _loop.Now);
        _ = WriteAsync(told);
        _rounds.Await();
    }

    private bool EndRound(long round)
    {
        foreach (var (identity, told) in _told)
        {
            var isOver = _loop.Now - told.Last > FinishTime;
            if (told.Count > 1 && (isOver || round % RoundsToRefresh == 0))
            {
                // An Event that is written again lives for another hour.
                _ = WriteAsync(told);
            }

            if (isOver)
            {
                _told.Remove(identity);
            }
        }

        return _told.Count > 0;
    }

    private async Task WriteAsync(Told told)
    {
        var series = told.Count == 1 ? null : MapValue.Of(("count", told.Count), ("lastObservedTime", Timestamp.FormatMicro(told.Last)));
        var whole = told.First.With("series", series);
        try
        {
            if (series is not null)
            {
                try
                {
                    await _client.PatchAsync(Resources.Events, whole.Key, live => live.With("series", series));
                    return;
                }
                catch (ApiException e) when (e.Status.Code == 404)
                {
                    // It has expired, or somebody deleted it.
                }
            }

            await _client.CreateAsync(Resources.Events, whole);
        }
        catch (ApiException)
        {
            // Events are told once and best effort, as the real recorder does: a namespace that goes takes them with it.
        }
    }

    private sealed class Told(KubeObject first, DateTimeOffset now)
    {
        public KubeObject First => first;

        public int Count { get; set; } = 1;

        /// <summary>When it was told last.</summary>
        public DateTimeOffset Last { get; set; } = now;
    }
}
