namespace Kubespy.Simulator.Invariants;

/// <summary>The values that a controller may know of something: the present one, and those it had until not long ago.</summary>
internal sealed class History(Scene scene)
{
    private readonly Dictionary<string, List<(DateTimeOffset Until, long Value)>> _former = new(StringComparer.Ordinal);

    /// <summary>It had that value until now.</summary>
    public void Had(string what, long value)
    {
        if (!_former.TryGetValue(what, out var values))
        {
            _former[what] = values = [];
        }

        values.RemoveAll(v => v.Until < scene.Now);
        values.Add((scene.Now + scene.CacheLag, value));
    }

    public long Most(string what, long present) => Known(what).Append(present).Max();

    public long Fewest(string what, long present) => Known(what).Append(present).Min();

    private IEnumerable<long> Known(string what) => (_former.GetValueOrDefault(what) ?? []).Where(v => v.Until >= scene.Now).Select(v => v.Value);
}
