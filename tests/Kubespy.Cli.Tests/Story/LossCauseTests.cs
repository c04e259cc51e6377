using Kubespy.Core.Objects;
using Kubespy.Core.Story;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Story;

/// <summary>A Pod of a real recording is deleted; what if it said how? Only what it says is told.</summary>
public sealed class LossCauseTests
{
    [Theory]
    [InlineData("PreemptionByScheduler", "preempted for a Pod of higher priority", "kube-scheduler")]
    [InlineData("EvictionByEvictionAPI", "evicted through the API", "unknown")]
    [InlineData("DeletionByTaintManager", "evicted for a taint of its node", "taint-eviction-controller")]
    [InlineData("DeletionByPodGC", "removed with its node", "pod-garbage-collector")]
    [InlineData("TerminationByKubelet", "evicted by its node", "kubelet")]
    [InlineData("SomethingNew", "disrupted (SomethingNew)", "unknown")]
    [InlineData("", "deleted", "unknown")]
    public void What_its_condition_says_is_its_cause(string reason, string cause, string author)
    {
        var heal = Heal(pod => reason.Length == 0 ? pod : pod.WithAt(
            ["status", "conditions"],
            pod.ListAt("status", "conditions").Add(MapValue.Of(("type", "DisruptionTarget"), ("status", "True"), ("reason", reason)))));
        (heal.Cause, heal.Author.ToString(), heal.Lost.Count, heal.Made.Count, heal.Outcome).ShouldBe((cause, author, 1, 1, StoryOutcome.Complete));
    }

    [Fact]
    public void One_that_its_node_evicted_ends_by_itself()
    {
        var heal = Heal(pod => pod.WithAt(["metadata", "deletionTimestamp"], null).WithAt(["status", "phase"], "Failed").WithAt(["status", "reason"], "Evicted").WithAt(["status", "message"], "The node was low on resource: memory. "));
        (heal.Cause, heal.Author.ToString(), heal.Lost.Count, heal.Made.Count).ShouldBe(("evicted by its node: The node was low on resource: memory", "kubelet", 1, 1));
    }

    /// <param name="change">What becomes of the Pod from the moment on at which it stops.</param>
    private static Happening.SelfHeal Heal(Func<MapValue, MapValue> change)
    {
        var events = Told.Load("real/03-kill-pod");
        var uid = events.First(e => e.Object is { Kind: "Pod", IsBeingDeleted: true }).Object.Uid;
        return Told.Of([.. events.Select(e => e.Object.Uid == uid && e.Object.IsBeingDeleted && e.Type != ChangeType.Deleted ? e with { Object = new KubeObject(change(e.Object.Root)) } : e)])
            .Happenings.OfType<Happening.SelfHeal>().Single();
    }
}
