using Kubespy.ControlPlane.Api.CustomResources;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>What has a format, and what has not, as kube-openapi's registry decides.</summary>
public sealed class SchemaFormatsTests
{
    [Theory]
    [InlineData("date-time", "2026-11-26T00:10:00Z", true)]
    [InlineData("datetime", "2026-11-26t00:10:00.123+01:00", true)]
    [InlineData("date-time", "2026-11-26T24:10:00Z", false)]
    [InlineData("date-time", "2026-11-26T00:10:00", false)]
    [InlineData("date-time", "2026-02-30T00:10:00Z", false)]
    [InlineData("date", "2026-11-26", true)]
    [InlineData("date", "2026-13-01", false)]
    [InlineData("duration", "1h30m", true)]
    [InlineData("duration", "-1.5s", true)]
    [InlineData("duration", "22 nanos", true)]
    [InlineData("duration", "3 Days", true)]
    [InlineData("duration", "5", false)]
    [InlineData("duration", "5 lightyears", false)]
    [InlineData("ipv4", "10.0.0.1", true)]
    [InlineData("ipv4", "010.0.0.01", true)]
    [InlineData("ipv4", "10.0.1", false)]
    [InlineData("ipv4", "10.0.0.256", false)]
    [InlineData("ipv6", "fd00::1", true)]
    [InlineData("ipv6", "fe80::1%eth0", false)]
    [InlineData("ipv6", "10.0.0.1", false)]
    [InlineData("cidr", "10.1.2.3/8", true)]
    [InlineData("cidr", "fd00::/64", true)]
    [InlineData("cidr", "10.0.0.0/33", false)]
    [InlineData("cidr", "10.0.0.0", false)]
    [InlineData("cidr", "10.0.0.0/+8", false)]
    [InlineData("uuid", "0B5F9C1E-7C1A-4F0E-9E6B-0242ac120002", true)]
    [InlineData("uuid4", "0b5f9c1e-7c1a-4f0e-9e6b-0242ac120002", true)]
    [InlineData("uuid5", "0b5f9c1e-7c1a-4f0e-9e6b-0242ac120002", false)]
    [InlineData("uuid", "0b5f9c1e", false)]
    [InlineData("byte", "aGk=", true)]
    [InlineData("byte", "aGk", false)]
    [InlineData("byte", "", false)]
    public void Texts_have_a_format_or_not(string format, string text, bool has) => SchemaFormats.Has(format, text).ShouldBe(has);

    [Theory]
    [InlineData("password")]
    [InlineData("whatever")]
    public void Other_formats_are_not_checked(string format) => SchemaFormats.Has(format, "x").ShouldBeNull();
}
