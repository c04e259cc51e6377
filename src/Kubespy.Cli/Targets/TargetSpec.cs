namespace Kubespy.Cli.Targets;

/// <summary>What someone asks to observe, as it was typed: not yet known to exist.</summary>
/// <param name="ApiVersion">Given with the kind, as in the original's form; else null.</param>
/// <param name="Kind">Any name of a kind; several with commas between; a category.</param>
/// <param name="Namespace">Given with the name; null leaves it to the options.</param>
/// <param name="Name">Which objects of that kind.</param>
internal sealed record TargetSpec(string? ApiVersion, string Kind, string? Namespace, NamePattern Name);
