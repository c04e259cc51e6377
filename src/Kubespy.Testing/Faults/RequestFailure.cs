using Kubespy.ControlPlane.Api;

namespace Kubespy.Testing.Faults;

/// <summary>What a request meets: a refusal, or, without one, no answer in time.</summary>
/// <param name="Status">The refusal; null where no answer comes.</param>
/// <param name="RetryAfter">How long the server asks to be left alone.</param>
/// <param name="IsApplied">Without an answer: whether the server did what was asked.</param>
internal sealed record RequestFailure(ApiStatus? Status, TimeSpan? RetryAfter = null, bool IsApplied = false);
