namespace Kubespy.Testing.Time;

/// <summary>The ExecutionContext of whoever calls, in which a test framework, logging and the like find what they need.</summary>
internal static class CallerContext
{
    /// <summary>Runs an action in the context of now.</summary>
    public static Action<Action> Capture() => ExecutionContext.Capture() is { } context
        ? action => ExecutionContext.Run(context, static state => ((Action)state!)(), action)
        : static action => action();
}
