namespace Kubespy.Testing.Time;

/// <summary>What whoever calls brings along.</summary>
internal static class CallerContext
{
    /// <summary>Runs an action in the ExecutionContext of now, in which a test framework, logging and the like find what they need.</summary>
    public static Action<Action> Capture() => ExecutionContext.Capture() is { } context
        ? action => ExecutionContext.Run(context, static state => ((Action)state!)(), action)
        : static action => action();

    /// <summary>Runs the cluster's work, which is none of the caller's SynchronizationContext.</summary>
    public static void Outside(Action action)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
