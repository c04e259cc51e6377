namespace Kubespy.Core.Story;

/// <summary>What waited for what.</summary>
/// <param name="Who">What could not go on, such as <c>nginx-6b799bd7f6 3 → 2</c>.</param>
/// <param name="For">What it waited for, such as <c>rcjc5 to become Ready</c>.</param>
/// <param name="Since">When the waiting began.</param>
/// <param name="Until">When it ended; null where it goes on.</param>
/// <param name="UnblockedBy">What ended it; empty where that is what was waited for, or where it goes on.</param>
public sealed record Wait(string Who, string For, DateTimeOffset Since, DateTimeOffset? Until, string UnblockedBy = "");
