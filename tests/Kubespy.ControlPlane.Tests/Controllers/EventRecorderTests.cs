using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Tests.Kubelet;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers;

/// <summary>Events that repeat, that are alike and that come in floods (client-go/tools/record/events_cache.go).</summary>
public sealed class EventRecorderTests
{
    private static readonly KubeObject About = KubeObject.Parse("""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default","uid":"1"} }
        """);

    private readonly NodeFixture _node = new(new ClusterOptions { Nodes = 0 });
    private readonly EventRecorder _recorder;

    public EventRecorderTests()
    {
        var process = new Component(_node.Cluster.Loop, _node.Cluster.Store, _node.Cluster.Api, new ClusterOptions().Faults, "test");
        _recorder = process.NewRecorder(process.NewClient("test"), "test");
    }

    [Fact]
    public void One_that_repeats_is_counted_where_it_was_written()
    {
        Record("Failed", "no");
        Record("Failed", "no");
        Record("Failed", "other");
        Record("Failed", "no");
        Written().ShouldBe(["3 no", "1 other"]);
    }

    [Fact]
    public void One_that_was_deleted_meanwhile_is_written_anew_with_what_it_counts()
    {
        Record("Failed", "no");
        _node.Cluster.Store.Delete(Resources.Events, Events().Single());
        Record("Failed", "no");
        Written().ShouldBeEmpty();
        Record("Failed", "no");
        Written().ShouldBe(["1 no"]);
    }

    [Fact]
    public void The_tenth_different_message_in_ten_minutes_and_those_after_it_are_combined()
    {
        for (var i = 1; i <= 12; i++)
        {
            Record("Failed", $"no {i}");
        }

        Record("Failed", "no 1");
        Record("Other", "no 13");
        Written().ShouldBe([
            "2 no 1", .. Enumerable.Range(2, 8).Select(i => $"1 no {i}"), "3 (combined from similar events): no 12", "1 no 13"]);
    }

    [Fact]
    public void After_ten_quiet_minutes_messages_are_told_one_by_one_again()
    {
        for (var i = 1; i <= 10; i++)
        {
            Record("Failed", $"no {i}");
        }

        _node.Advance(601);
        Record("Failed", "no 11");
        Written()[^1].ShouldBe("1 no 11");
    }

    [Fact]
    public void Of_a_flood_about_one_object_twenty_five_are_told()
    {
        for (var i = 1; i <= 40; i++)
        {
            Record("Failed", "no");
        }

        Written().ShouldBe(["25 no"]);
    }

    private void Record(string reason, string message)
    {
        _recorder.Event(About, "Warning", reason, message);
        _node.Advance(0.1);
    }

    private KubeObject[] Events() => [.. _node.Cluster.Store.Read(Resources.Events).Objects.Values.Where(e => e.Root.StringAt("involvedObject", "uid") == "1")];

    private string[] Written() => [.. Events().OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => $"{e.Root.Int64At("count")} {e.Root.StringAt("message")}")];
}
