using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;

namespace Kubespy.ControlPlane.Tests.Controllers;

public sealed class ControllerTests
{
    [Fact]
    public void A_key_that_keeps_failing_is_given_up_after_its_retries_and_taken_up_again_with_the_next_change()
    {
        var loop = new EventLoop(DateTimeOffset.UnixEpoch);
        var controller = new Failing(loop);

        controller.Queue.Add("a");
        loop.Advance(TimeSpan.FromMinutes(1));
        controller.Syncs.ShouldBe(4);

        controller.Queue.Add("a");
        loop.Advance(TimeSpan.FromMinutes(1));
        controller.Syncs.ShouldBe(8);
    }

    private sealed class Failing(EventLoop loop) : Controller(loop, workers: 1)
    {
        public int Syncs { get; private set; }

        protected override int MaxRetries => 3;

        protected override Task SyncAsync(string key)
        {
            Syncs++;
            throw new InvalidOperationException("no");
        }
    }
}
