namespace Kubespy.Core.Tracing;

/// <summary>Whether what is waited for has come.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    public sealed record NotYet : Outcome;

    public sealed record Reached : Outcome;

    public sealed record Failed(string Cause) : Outcome;

    public static Outcome Of(WaitFor wanted, Trace trace, bool failsFast) =>
        trace.Has(wanted) ? new Reached()
        : wanted == WaitFor.Deleted ? new NotYet()
        : trace.Verdict == Verdict.Deleted ? new Failed("it was deleted")
        : trace.Verdict == Verdict.Failed ? new Failed(trace.Doom.Length > 0 ? trace.Doom : trace.Reason)
        : failsFast && trace.Doom.Length > 0 ? new Failed(trace.Doom)
        : new NotYet();
}
