namespace Kubespy.Simulator;

/// <summary>Of what fails only the least is told.</summary>
public sealed class ShrinkingTests
{
    [Fact]
    public void Operations_that_are_not_needed_are_left_out() =>
        Shrink(e => e.Does(3) && e.Does(7)).Only.ShouldBe([3, 7]);

    [Fact]
    public void What_fails_by_itself_needs_none() => Shrink(_ => true).FormatOnly().ShouldBe("-");

    [Fact]
    public void Faults_that_are_not_needed_are_left_out() =>
        Shrink(e => e.Does(3) && e.Faults.HasFlag(FaultKinds.Conflicts)).ShouldSatisfyAllConditions(
            e => e.Only.ShouldBe([3]),
            e => e.Faults.ShouldBe(FaultKinds.Conflicts));

    [Fact]
    public void What_fails_only_as_a_whole_stays_whole() => Shrink(e => Enumerable.Range(0, 10).All(e.Does) && e.Faults == FaultKinds.All).ShouldSatisfyAllConditions(
        e => e.Only.ShouldBe(Enumerable.Range(0, 10)),
        e => e.Faults.ShouldBe(FaultKinds.All));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("2,5")]
    public void What_is_printed_can_be_asked_for(string only) =>
        (Extent.Whole with { Only = Extent.ParseOnly(only) }).FormatOnly().ShouldBe(only);

    private static Extent Shrink(Func<Extent, bool> fails) => Shrinking.Shrink(Extent.Whole, 10, fails);
}
