using Kubespy.Core.Watching;

namespace Kubespy.Core.Tracing.Objects;

/// <summary>
/// What a source knows when it asks what else is needed: the objects of needs that lead on, and which needs have been met
/// (or cannot be: refused, not served).
/// </summary>
public sealed record Known(ObjectStore Store, IReadOnlySet<Need> Met);
