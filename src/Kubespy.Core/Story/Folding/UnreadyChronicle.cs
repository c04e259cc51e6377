using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Story.Folding;

/// <summary>Tells which Pods that ran were not Ready for a while, those of the same time together.</summary>
internal sealed class UnreadyChronicle(Cast cast, Pages pages, AvailabilityBook available)
{
    private readonly HashSet<string> _now = new(StringComparer.Ordinal);
    private long? _open;

    public void Lost(DateTimeOffset time, PodLife life, KubeObject pod)
    {
        var ready = pod.Condition("Ready");
        var evidence = new Evidence(Timestamp.Parse(ready.StringAt("lastTransitionTime")) ?? time, $"{life.Name} Ready False{(ready.StringAt("reason") is { Length: > 0 } reason ? ": " + reason : "")}", "Pod condition Ready");
        _now.Add(life.Uid);
        if (!pages.IsGoingOn(_open))
        {
            _open = pages.Open(new Happening.Unready(cast.Subject, time, [life.ShortName], "", available.LowestSince(time), cast.Wanted)
            {
                Author = Author.Unknown("a Pod says that it is not Ready, not who made it so"),
                Evidence = [evidence],
            });
        }
        else
        {
            pages.Update<Happening.Unready>(_open, u => u with { Pods = u.Pods.Contains(life.ShortName) ? u.Pods : [.. u.Pods, life.ShortName], Evidence = [.. u.Evidence, evidence] });
        }

        Explain(cast.Events.About(life.Uid).Select(ObservedEvent.Of).LastOrDefault(e => e.Reason == "Unhealthy"), life);
    }

    /// <summary>A probe's answer.</summary>
    public void Explain(ObservedEvent? unhealthy, PodLife life)
    {
        if (unhealthy is not null && _now.Contains(life.Uid) && pages.IsGoingOn(_open))
        {
            var why = unhealthy.Message.Trim().TrimEnd(':');
            pages.Update<Happening.Unready>(_open, u => u.Why.Length > 0 ? u : u with { Why = why, Evidence = [.. u.Evidence, unhealthy.ToEvidence()] });
        }
    }

    /// <summary>Ready again, or out of the question; or it turned out to be for its node.</summary>
    public void Over(DateTimeOffset time, PodLife life, bool isOther = false)
    {
        if (!_now.Remove(life.Uid) || _now.Count > 0)
        {
            return;
        }

        if (isOther)
        {
            pages.Remove(_open);
        }
        else
        {
            pages.Close(_open, time, StoryOutcome.Complete);
        }
    }

    public void Available() => pages.Update<Happening.Unready>(_open, u => u.End is null ? u with { Lowest = Math.Min(u.Lowest, available.LowestSince(u.Begin)) } : u);

    public bool Contains(PodLife life) => _now.Contains(life.Uid);
}
