using Kubespy.ControlPlane.Api;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>Runs calls in batches of 1, 2, 4, … and stops after the first batch in which one failed (slowStartBatch in pkg/controller/replicaset).</summary>
internal static class SlowStart
{
    /// <summary>How many succeeded, and the first failure.</summary>
    public static Task<(int Successes, ApiException? Failure)> RunAsync(int count, Func<Task> call) => RunAsync(count, _ => call());

    /// <summary>The same with calls that are told their number, at most so many in a batch.</summary>
    public static async Task<(int Successes, ApiException? Failure)> RunAsync(int count, Func<int, Task> call, int largest = int.MaxValue)
    {
        var (successes, remaining) = (0, count);
        for (var batch = Math.Min(count, 1); batch > 0; batch = Math.Min(Math.Min(2 * batch, remaining), largest))
        {
            var calls = Enumerable.Range(count - remaining, batch).Select(call).ToArray();
            ApiException? failure = null;
            foreach (var pending in calls)
            {
                try
                {
                    await pending;
                    successes++;
                }
                catch (ApiException e)
                {
                    failure ??= e;
                }
            }

            remaining -= batch;
            if (failure is not null)
            {
                return (successes, failure);
            }
        }

        return (successes, null);
    }
}
