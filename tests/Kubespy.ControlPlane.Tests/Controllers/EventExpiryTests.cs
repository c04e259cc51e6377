using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers;

/// <summary>Events live for an hour after their last write, as on a real cluster.</summary>
public sealed class EventExpiryTests
{
    private readonly EmbeddedCluster _cluster = new(new ClusterOptions());

    /// <summary>The nodes are there before any Pod.</summary>
    public EventExpiryTests() => _cluster.Loop.Advance(TimeSpan.FromSeconds(10));

    [Fact]
    public void What_was_told_once_is_gone_after_an_hour()
    {
        Create("web", "");
        _cluster.Loop.Advance(TimeSpan.FromMinutes(50));
        Reasons().ShouldContain("Scheduled");

        _cluster.Loop.Advance(TimeSpan.FromMinutes(11));

        Reasons().ShouldBeEmpty();
    }

    [Fact]
    public void What_is_told_again_and_again_stays_and_what_comes_after_a_long_silence_is_told_anew()
    {
        Create("web", ""","nodeSelector":{"no":"such"}""");
        _cluster.Loop.Advance(TimeSpan.FromHours(3));

        Reasons().ShouldBe(["FailedScheduling"]);
    }

    [Fact]
    public void A_Pod_that_fits_nowhere_is_tried_again_every_five_minutes_and_told_of_as_a_series()
    {
        Create("web", ""","nodeSelector":{"no":"such"}""");
        _cluster.Loop.Advance(TimeSpan.FromMinutes(5));
        FailedScheduling().ShouldBe([1]);

        // The first was of the Pod before its condition was written, which makes the second another one.
        _cluster.Loop.Advance(TimeSpan.FromMinutes(1));
        FailedScheduling().ShouldBe([1, 1]);

        _cluster.Loop.Advance(TimeSpan.FromMinutes(5));
        FailedScheduling().ShouldBe([1, 2]);

        // Later ones are counted, and written when half an hour is over.
        _cluster.Loop.Advance(TimeSpan.FromMinutes(5));
        FailedScheduling().ShouldBe([1, 2]);
        _cluster.Loop.Advance(TimeSpan.FromMinutes(15));
        FailedScheduling().ShouldBe([1, 5]);
    }

    [Fact]
    public void A_series_ends_when_nothing_more_comes()
    {
        Create("web", ""","nodeSelector":{"no":"such"}""");
        _cluster.Loop.Advance(TimeSpan.FromMinutes(18));
        FailedScheduling().ShouldBe([1, 2]);
        var node = _cluster.Store.Read(Resources.Nodes).Objects.Values.First();
        _cluster.Api.Update(Resources.Nodes, node.WithLabel("no", "such"), new WriteContext("test", "test"));

        _cluster.Loop.Advance(TimeSpan.FromMinutes(9));

        FailedScheduling().ShouldBe([1, 3]);
    }

    private IReadOnlyList<long> FailedScheduling() =>
        [.. _cluster.Store.Read(Resources.Events).Objects.Values.Where(e => e.Root.StringAt("reason") == "FailedScheduling").OrderBy(e => e.Root.StringAt("eventTime"), StringComparer.Ordinal).Select(e => e.Root.Int64At("series", "count") ?? 1)];

    private IReadOnlyList<string> Reasons() =>
        [.. _cluster.Store.Read(Resources.Events).Objects.Values.Where(e => e.Namespace == "default" && e.Root.StringAt("involvedObject", "kind") == "Pod").Select(e => e.Root.StringAt("reason")!).Distinct()];

    private void Create(string name, string more) => _cluster.Api.Create(
        Resources.Pods,
        KubeObject.Parse($$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default"},"spec":{"containers":[{"name":"c","image":"x"}]{{{more}}}}}"""),
        new WriteContext("test", "test"));
}
