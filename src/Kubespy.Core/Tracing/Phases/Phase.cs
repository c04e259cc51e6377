namespace Kubespy.Core.Tracing.Phases;

/// <summary>A stretch of a trace in which one thing was waited for. <paramref name="HeldUpBy"/> is what took most of it, with how long; empty where nothing is known.</summary>
public sealed record Phase(string Name, DateTimeOffset Start, TimeSpan Duration, string HeldUpBy);
