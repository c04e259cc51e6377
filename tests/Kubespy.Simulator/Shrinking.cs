namespace Kubespy.Simulator;

/// <summary>Finds how little of what a seed draws still fails: a failure of few operations is easier to look at.</summary>
internal static class Shrinking
{
    /// <summary>The fewest operations from the first on, then each that is not needed left out, then each kind of fault.</summary>
    /// <param name="whole">What failed.</param>
    /// <param name="most">How many operations were done in it.</param>
    /// <param name="fails">Whether so much of it fails, too.</param>
    public static Extent Shrink(Extent whole, int most, Func<Extent, bool> fails)
    {
        var prefix = Enumerable.Range(0, most).FirstOrDefault(count => fails(whole with { First = count }), most);
        var needed = Enumerable.Range(0, prefix).Where(whole.Does).ToList();
        var shrunk = whole with { First = int.MaxValue, Only = needed };
        if (!fails(shrunk))
        {
            return whole;
        }

        foreach (var operation in needed.AsEnumerable().Reverse())
        {
            shrunk = Try(shrunk, shrunk with { Only = [.. shrunk.Only!.Where(o => o != operation)] }, fails);
        }

        foreach (var fault in new[] { FaultKinds.Delays, FaultKinds.Conflicts }.Where(f => shrunk.Faults.HasFlag(f)))
        {
            shrunk = Try(shrunk, shrunk with { Faults = shrunk.Faults & ~fault }, fails);
        }

        return shrunk;
    }

    private static Extent Try(Extent known, Extent less, Func<Extent, bool> fails) => fails(less) ? less : known;
}
