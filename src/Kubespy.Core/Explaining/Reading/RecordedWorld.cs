using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Explaining.Reading;

/// <summary>What was known of the world at a moment, folded from what a source told until then: an explanation is found in it as in one that was read from a cluster.</summary>
public sealed class RecordedWorld
{
    private readonly ObjectStore _store = new();
    private readonly EventIndex _events = new();
    private readonly Dictionary<(string Pod, string Container), IReadOnlyList<string>> _logs = [];
    private readonly HashSet<string> _forbidden = new(StringComparer.Ordinal);

    public void Apply(SourceEvent news)
    {
        switch (news)
        {
            case SourceEvent.ObjectChanged { Object.Kind: "Event" } change:
                _events.Apply(change.Type, change.Object);
                break;
            case SourceEvent.ObjectChanged change:
                _store.Apply(change.Type, change.Object);
                break;
            case SourceEvent.LogRead log:
                _logs[(log.PodUid, log.Container)] = log.Lines;
                break;
            case SourceEvent.Forbidden forbidden:
                _forbidden.Add(forbidden.Resource.Resource);
                break;
        }
    }

    public KubeObject? Find(string kind, string ns, string name) => _store.Find(kind, ns, name);

    /// <param name="root">What is asked about.</param>
    /// <param name="now">The moment: ages are counted to it.</param>
    /// <param name="toleratedRestarts">More are a crash loop.</param>
    public TraceWorld At(KubeObject root, DateTimeOffset now, long toleratedRestarts) => new(now, root, _store, _events, toleratedRestarts)
    {
        Forbidden = _forbidden,
        LogOf = (uid, container) => _logs.TryGetValue((uid, container), out var lines) ? lines : [],
    };
}
