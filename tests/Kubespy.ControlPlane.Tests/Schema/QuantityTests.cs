using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Schema;

/// <summary>The texts of quantities beside those that the Go type of 1.36.2 gave.</summary>
public sealed class QuantityTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0.5", "500m")]
    [InlineData("1.500", "1.500")]
    [InlineData("+5", "+5")]
    [InlineData("05", "05")]
    [InlineData("1000m", "1")]
    [InlineData("1Pi", "1Pi")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("-1.5Gi", "-1536Mi")]
    [InlineData("0.5Ki", "512")]
    [InlineData("8Ei", "9223372036854775807")]
    [InlineData("1e3", "1e3")]
    [InlineData("1E2", "100")]
    [InlineData("1e40", "10e39")]
    [InlineData("12e-3", "12e-3")]
    [InlineData("1000E", "1")]
    [InlineData("0.0000000001", "1n")]
    [InlineData("1000000000000", "1T")]
    [InlineData("99999999999999999999", "99999999999999999999")]
    [InlineData("00", "0")]
    [InlineData("+", "0")]
    [InlineData(".", "0")]
    [InlineData(" 1 ", "1")]
    public void A_quantity_is_shown_as_Go_shows_it(string given, string shown) => SizeLimit(given).ShouldBe(shown);

    [Theory]
    [InlineData("")]
    [InlineData(".Ei")]
    [InlineData("5q")]
    [InlineData("1ee")]
    [InlineData("1.2.3")]
    [InlineData("1e99999")]
    public void Other_text_is_no_quantity(string given) => Should.Throw<DecodingException>(() => SizeLimit(given));

    [Fact]
    public void The_amounts_of_a_resource_list_are_rounded_up_to_thousandths()
    {
        var given = MapValue.Of(("limits", MapValue.Of(("cpu", "0.0001"), ("memory", "1100n"), ("x", "1.500"))));
        new ObjectNormalizer().Normalize(given, Schemas.Find("core/v1.ResourceRequirements")!).ToString()
            .ShouldBe("""{"limits":{"cpu":"1m","memory":"1m","x":"1.500"}}""");
    }

    [Fact]
    public void A_divisor_that_is_not_given_is_zero() =>
        new ObjectNormalizer().Normalize(MapValue.Of(("resource", "limits.cpu")), Schemas.Find("core/v1.ResourceFieldSelector")!).StringAt("divisor").ShouldBe("0");

    [Fact]
    public void What_64_bits_cannot_hold_counts_as_what_they_can() =>
        (Quantity.Parse("7Ei").Milli, Quantity.Parse("-1e30").Value).ShouldBe((long.MaxValue, long.MinValue));

    private static string? SizeLimit(string text) =>
        new ObjectNormalizer().Normalize(MapValue.Of(("sizeLimit", text)), Schemas.Find("core/v1.EmptyDirVolumeSource")!).StringAt("sizeLimit");
}
