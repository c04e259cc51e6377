using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Server.Persistence;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Persistence;

/// <summary>What is acknowledged outlives a loss of power at any moment; what is torn is cut off and said; what is damaged is refused.</summary>
public sealed class JournalTests
{
    private static readonly MapValue Settings = MapValue.Of(("run", 1), ("seed", 1));
    private static readonly WriteContext Hand = new("tester", "tester");

    [Fact]
    public async Task A_log_cut_at_any_byte_keeps_all_whole_records()
    {
        var folder = new MemoryFolder();
        var (cluster, history) = await WriteAsync(folder, writes: 12);
        var log = folder.Files.Single(f => f.StartsWith("log-", StringComparison.Ordinal));
        var snapshot = folder.Files.Single(f => f.StartsWith("snapshot-", StringComparison.Ordinal));
        var (bytes, ends) = (folder.Read(log), EndsOf(folder.Read(log)));
        ends.Count.ShouldBe(12 + 1); // The first one says which run it is.

        for (var length = 0; length <= bytes.Length; length++)
        {
            var cut = new MemoryFolder();
            cut.Put(snapshot, folder.Read(snapshot));
            cut.Put(log, bytes[..length]);

            var recovery = Recovery.Of(cut);

            var whole = Math.Max(0, ends.Count(e => e <= length) - 1);
            var revision = cluster.Store.Revision - 12 + whole;
            recovery.State!.Revision.ShouldBe(revision);
            Texts(recovery.State).ShouldBe(history[revision]);
            recovery.Notices.Count.ShouldBe(length == 0 || length == 8 || ends.Contains(length) ? 0 : 1, $"cut at {length}");
        }
    }

    [Fact]
    public async Task A_torn_end_is_cut_off_and_said_and_the_log_goes_on_there()
    {
        var folder = new MemoryFolder();
        var (cluster, history) = await WriteAsync(folder, writes: 3);
        var log = folder.Files.Single(f => f.StartsWith("log-", StringComparison.Ordinal));
        folder.Put(log, folder.Read(log)[..^5]);

        var recovery = Recovery.Of(folder);
        recovery.Notices.Single().ShouldStartWith("cut ");
        recovery.Notices.Single().ShouldContain($"revision {cluster.Store.Revision - 1} is the newest");
        var next = new EmbeddedCluster(new ClusterOptions { State = recovery.State });
        using (var journal = new Journal(folder, recovery, next.Store, next.Loop.Clock, Settings))
        {
            next.Store.Journal = journal;
            Create(next, "after");
            await journal.WhenDurableAsync();
        }

        var again = Recovery.Of(folder);
        again.Notices.ShouldBeEmpty();
        again.State!.Revision.ShouldBe(cluster.Store.Revision);
        again.State.ObjectsOf("configmaps").Select(o => o.Name).ShouldContain("after");
        history.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public async Task Whatever_was_acknowledged_outlives_a_loss_of_power_at_any_moment(double share)
    {
        var folder = new MemoryFolder();
        var cluster = new EmbeddedCluster(new ClusterOptions());
        // A small cluster's log soon outgrows its snapshot.
        foreach (var resource in ComponentResources.All.Append(Resources.ClusterRoles))
        {
            foreach (var obj in cluster.Store.Read(resource).Objects.Values)
            {
                cluster.Store.Delete(resource, obj);
            }
        }

        var acknowledged = cluster.Store.Revision;
        var images = new List<(long Acknowledged, MemoryFolder Disk)>();
        var history = new Dictionary<long, string> { [cluster.Store.Revision] = Texts(cluster.Store) };
        using (var journal = new Journal(folder, Recovery.Of(folder), cluster.Store, cluster.Loop.Clock, Settings, leastLogBytes: 2_000))
        {
            cluster.Store.Journal = journal;
            var gate = new Lock();
            folder.Changed = () =>
            {
                lock (gate)
                {
                    var before = Volatile.Read(ref acknowledged);
                    images.Add((before, folder.AfterPowerLoss(share)));
                }
            };
            for (var i = 0; i < 60; i++)
            {
                // Some alone, some in groups that are committed together.
                for (var group = 0; group <= i % 4; group++)
                {
                    Write(cluster, (i * 4) + group);
                    history[cluster.Store.Revision] = Texts(cluster.Store);
                }

                var revision = cluster.Store.Revision;
                await journal.WhenDurableAsync();
                Volatile.Write(ref acknowledged, revision);
            }
        }

        images.Count.ShouldBeGreaterThan(150);
        images.Select(i => i.Disk.Files.Last(f => f.StartsWith("snapshot-", StringComparison.Ordinal))).Distinct().Count().ShouldBeGreaterThan(2);
        foreach (var (atLeast, disk) in images)
        {
            var state = Recovery.Of(disk).State!;
            state.Revision.ShouldBeGreaterThanOrEqualTo(atLeast);
            Texts(state).ShouldBe(history[state.Revision]);
        }
    }

    [Fact]
    public async Task The_folder_stays_small_however_much_is_written()
    {
        var folder = new MemoryFolder();
        var cluster = new EmbeddedCluster(new ClusterOptions());
        using (var journal = new Journal(folder, Recovery.Of(folder), cluster.Store, cluster.Loop.Clock, Settings, leastLogBytes: 20_000))
        {
            cluster.Store.Journal = journal;
            Create(cluster, "one");
            for (var i = 0; i < 2_000; i++)
            {
                Touch(cluster, "one", i);
                await journal.WhenDurableAsync();
            }
        }

        folder.Files.Sum(f => folder.Read(f).Length).ShouldBeLessThan(150_000);
        Texts(Recovery.Of(folder).State!).ShouldBe(Texts(cluster.Store));
    }

    [Fact]
    public async Task Damage_amid_what_was_acknowledged_is_refused_and_not_cut_off()
    {
        var folder = new MemoryFolder();
        await WriteAsync(folder, writes: 6);
        var log = folder.Files.Single(f => f.StartsWith("log-", StringComparison.Ordinal));
        var bytes = folder.Read(log);
        bytes[EndsOf(bytes)[2] + 60] ^= 1;
        folder.Put(log, bytes);

        var error = Should.Throw<FolderException>(() => Recovery.Of(folder));
        error.Message.ShouldContain($"damaged at byte {EndsOf(bytes)[2]}");
        error.Message.ShouldContain("put a copy of the folder back");
    }

    [Fact]
    public async Task A_snapshot_that_is_damaged_is_refused()
    {
        var folder = new MemoryFolder();
        await WriteAsync(folder, writes: 1);
        var snapshot = folder.Files.Single(f => f.StartsWith("snapshot-", StringComparison.Ordinal));
        folder.Put(snapshot, folder.Read(snapshot)[..^1]);

        Should.Throw<FolderException>(() => Recovery.Of(folder)).Message.ShouldContain("damaged");
    }

    [Fact]
    public async Task Where_the_disk_is_full_nothing_more_is_acknowledged_and_it_is_said_once()
    {
        var folder = new MemoryFolder();
        var cluster = new EmbeddedCluster(new ClusterOptions());
        using var journal = new Journal(folder, Recovery.Of(folder), cluster.Store, cluster.Loop.Clock, Settings);
        cluster.Store.Journal = journal;
        var failures = new List<IOException>();
        journal.Failed += failures.Add;
        Create(cluster, "kept");
        await journal.WhenDurableAsync();

        folder.Fill();
        Create(cluster, "lost");

        (await Should.ThrowAsync<IOException>(journal.WhenDurableAsync)).Message.ShouldContain("No space left");
        Create(cluster, "lost-too");
        await Should.ThrowAsync<IOException>(journal.WhenDurableAsync);
        failures.Count.ShouldBe(1);
        Recovery.Of(folder).State!.ObjectsOf("configmaps").Select(o => o.Name).ShouldBe(["kept"]);
    }

    /// <summary>A cluster whose writes are kept one by one, and what there was at each revision.</summary>
    private static async Task<(EmbeddedCluster Cluster, Dictionary<long, string> History)> WriteAsync(MemoryFolder folder, int writes)
    {
        var cluster = new EmbeddedCluster(new ClusterOptions());
        var history = new Dictionary<long, string> { [cluster.Store.Revision] = Texts(cluster.Store) };
        using var journal = new Journal(folder, Recovery.Of(folder), cluster.Store, cluster.Loop.Clock, Settings);
        cluster.Store.Journal = journal;
        for (var i = 0; i < writes; i++)
        {
            Write(cluster, i);
            history[cluster.Store.Revision] = Texts(cluster.Store);
            await journal.WhenDurableAsync();
        }

        return (cluster, history);
    }

    /// <summary>In turn: an object made, changed, changed and removed.</summary>
    private static void Write(EmbeddedCluster cluster, int number)
    {
        var name = $"c{number / 4}";
        switch (number % 4)
        {
            case 0:
                Create(cluster, name);
                break;
            case 3:
                cluster.Api.Delete(Resources.ConfigMaps, new ObjectKey("default", name), DeleteOptions.Default, Hand);
                break;
            default:
                Touch(cluster, name, number);
                break;
        }
    }

    private static void Create(EmbeddedCluster cluster, string name) => cluster.Api.Create(
        Resources.ConfigMaps,
        KubeObject.Parse($$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}","namespace":"default"},"data":{"a":"1"} }"""), Hand);

    private static void Touch(EmbeddedCluster cluster, string name, int number)
    {
        var found = cluster.Store.Find(Resources.ConfigMaps, new ObjectKey("default", name))!;
        cluster.Api.Update(Resources.ConfigMaps, new KubeObject(found.Root.WithAt(["data", "a"], StringValue.Of($"{number} ünïcode"))), Hand);
    }

    /// <summary>Where each record of a log ends.</summary>
    private static List<int> EndsOf(byte[] log)
    {
        var ends = new List<int>();
        var at = 8;
        while (RecordFrame.TryRead(log.AsSpan(at), out _, out var length, out _, out _))
        {
            at += length;
            ends.Add(at);
        }

        return ends;
    }

    private static string Texts(Store store) => string.Join('\n', store.Capture()
        .OrderBy(t => t.Key, StringComparer.Ordinal).SelectMany(t => t.Value.Objects.Values).Select(o => o.Root.ToString()));

    private static string Texts(StoredState state) => string.Join('\n', Resources.All.Select(r => r.GroupResource).Distinct()
        .Order(StringComparer.Ordinal).SelectMany(state.ObjectsOf).Select(o => o.Root.ToString()));
}
