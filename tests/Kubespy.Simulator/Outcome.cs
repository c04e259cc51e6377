namespace Kubespy.Simulator;

/// <summary>What a seed came to.</summary>
/// <param name="Broken">What did not hold.</param>
/// <param name="Digest">Of every write's bytes.</param>
/// <param name="StepsToRest">How many steps it took to come to rest.</param>
/// <param name="Overshoot">How many Pods there were at most beyond the ceiling.</param>
/// <param name="Operations">How many operations were drawn.</param>
/// <param name="Story">What was done, a line each.</param>
internal sealed record Outcome(IReadOnlyList<string> Broken, string Digest, long StepsToRest, long Overshoot, int Operations, IReadOnlyList<string> Story);
