using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Server.Persistence;
using Kubespy.ControlPlane.Tests.Persistence;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Simulator.Kept;

/// <summary>What a kept cluster must not lose is seen to be lost, by a successor that knows nothing; and the disk that loses power loses what it may, and no more.</summary>
public sealed class KeptProcessTests
{
    private static readonly WriteContext Hand = new("somebody", "hand");

    private readonly EmbeddedCluster _cluster = new(new ClusterOptions());
    private readonly EmbeddedCluster _ignorant = new(new ClusterOptions());
    private readonly List<string> _broken = [];
    private readonly KeptHistory _history;

    public KeptProcessTests() => _history = new KeptHistory(_cluster, _broken);

    [Fact]
    public void A_write_that_is_gone_is_seen()
    {
        Create(_cluster, "one");

        _history.Restarted(_ignorant, _cluster.Store.Revision);

        _broken.ShouldContain(b => b.Contains("goes on from revision", StringComparison.Ordinal));
        _broken.ShouldContain(b => b.Contains(" are gone", StringComparison.Ordinal));
    }

    [Fact]
    public void An_object_that_is_another_is_seen()
    {
        Create(_cluster, "one");
        Create(_ignorant, "one", "other");

        _history.Restarted(_ignorant, _cluster.Store.Revision);

        _broken.ShouldHaveSingleItem().ShouldContain("is not as it was");
    }

    [Fact]
    public void A_uid_that_is_given_twice_is_seen()
    {
        var revision = _cluster.Store.Revision;
        Create(_cluster, "one");
        _history.Restarted(_ignorant, revision);

        Create(_ignorant, "two");

        _broken.ShouldHaveSingleItem().ShouldContain(" has a uid that was given before");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_watch_that_skips_or_repeats_is_seen(int changes)
    {
        var client = new ReturningClient(Resources.ConfigMaps, _cluster.Store.Revision, _history, _broken);
        Create(_cluster, "one");
        Create(_cluster, "two");
        Enumerable.Range(0, changes).ToList().ForEach(n => Create(_ignorant, $"n{n}"));

        client.Read(_ignorant, snapshot: 0);

        _broken.ShouldHaveSingleItem().ShouldContain("skips or repeats");
    }

    [Fact]
    public void A_disk_that_loses_power_keeps_what_was_acknowledged_and_recovers_to_what_it_says()
    {
        var folder = new MemoryFolder();
        using (var journal = new Journal(folder, Recovery.Of(folder), _cluster.Store, _cluster.Loop.Clock, MapValue.Empty))
        {
            _cluster.Store.Journal = journal;
            _cluster.Loop.Advance(TimeSpan.FromMinutes(1));
        }

        var newest = _cluster.Store.Revision;
        var acknowledged = newest - 20;
        var revisions = Enumerable.Range(0, 200).Select(seed =>
        {
            var (after, revision) = PowerLoss.Of(folder, acknowledged, new Random(seed));
            Recovery.Of(after).State!.Revision.ShouldBe(revision);
            return revision;
        }).ToArray();

        (revisions.Min(), revisions.Max()).ShouldBe((acknowledged, newest));
    }

    private static void Create(EmbeddedCluster cluster, string name, string value = "") => cluster.Api.Create(
        Resources.ConfigMaps,
        KubeObject.Parse($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"default"},"data":{"key":"{{{value}}}"} }"""), Hand);
}
