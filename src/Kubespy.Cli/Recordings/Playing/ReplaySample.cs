using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Recordings.Playing;

/// <summary>How things stood at a moment: how many were available of how many wanted, as far as the trace counts them.</summary>
internal readonly record struct ReplaySample(DateTimeOffset Time, long Available, long Wanted, Verdict Verdict);
