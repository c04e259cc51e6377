namespace Kubespy.Core.Tracing;

/// <summary>Whether what is waited for has come.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    public sealed record NotYet : Outcome;

    public sealed record Reached(string Message) : Outcome;

    public sealed record Failed(string Cause) : Outcome;

    /// <summary>Complete is the controller's word; settled also waits for terminating Pods; ready asks for available Pods alone.</summary>
    public static Outcome Of(WaitFor wanted, DeploymentTrace trace, bool failsFast)
    {
        var isComplete = trace.Verdict == Verdict.Complete || (trace.Verdict == Verdict.Replacing && trace.Available >= trace.Replicas);
        switch (wanted)
        {
            case WaitFor.Deleted:
                return trace.Verdict == Verdict.Deleted ? new Reached("deleted") : new NotYet();
            case WaitFor.Settled when isComplete && trace.Terminating == 0:
                return new Reached("settled");
            case WaitFor.Complete when isComplete:
                return new Reached("complete");
            case WaitFor.Ready when trace.Verdict is not (Verdict.Waiting or Verdict.Deleted) && !trace.IsLagging && trace.Available >= trace.Replicas:
                return new Reached("ready");
        }

        return trace.Verdict == Verdict.Deleted ? new Failed("it was deleted")
            : trace.Verdict == Verdict.Failed ? new Failed(trace.Doom.Length > 0 ? trace.Doom : trace.Reason)
            : failsFast && trace.Doom.Length > 0 ? new Failed(trace.Doom)
            : new NotYet();
    }
}
