namespace Kubespy.Simulator;

/// <summary>What a seed came to: what was broken, the digest of every write's bytes, how many steps it took to come to rest, and how many Pods
/// there were at most beyond the ceiling.</summary>
internal sealed record Outcome(IReadOnlyList<string> Broken, string Digest, long StepsToRest, long Overshoot);
