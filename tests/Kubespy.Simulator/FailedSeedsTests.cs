namespace Kubespy.Simulator;

/// <summary>
/// Seeds that failed once, shrunk. What a seed draws changes with the operations, so the test that a failure is held by stands beside what was
/// wrong; these are kept for what else they come upon.
/// </summary>
public sealed class FailedSeedsTests
{
    [Theory]
    [InlineData(78, true, true, "1,2,3,4,5", "Delays")]
    [InlineData(107, false, true, "0,3", "Delays")]
    [InlineData(173, false, true, "3,5,6", "None")]
    [InlineData(202, false, true, "0,1", "None")]
    [InlineData(267, false, true, "0,1,2,3,5", "All")]
    [InlineData(606, true, true, "1,2,4,5,6,7", "All")]
    [InlineData(865, true, true, "0,1,2,4,7,8,9,10", "Delays")]
    [InlineData(866, false, true, "1,2,3,4,5", "All")]
    [InlineData(902, false, true, "0,1,2,3,5", "All")]
    [InlineData(2123, false, true, "0,1,3,4,6", "All")]
    [InlineData(913, true, true, "0,2,3,4", "All")]
    public void What_failed_once_holds(int seed, bool isPeaceful, bool hasFaults, string only, string faults, bool isKept = false)
    {
        var extent = new Extent(int.MaxValue, Extent.ParseOnly(only), Enum.Parse<FaultKinds>(faults));

        Simulation.Run(seed, new Chance(isPeaceful, hasFaults, isKept), extent).Broken.ShouldBeEmpty();
    }

    /// <summary>The line above by which a failure is kept.</summary>
    internal static string Line(int seed, Chance chance, Extent extent) =>
        $"[InlineData({seed}, {Text(chance.IsPeaceful)}, {Text(chance.HasFaults)}, \"{extent.FormatOnly()}\", \"{extent.Faults}\"{(chance.IsKept ? ", true" : "")})]";

    private static string Text(bool value) => value ? "true" : "false";
}
