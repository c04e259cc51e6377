namespace Kubespy.Core.Timelines;

/// <summary>A while in which changes of one resource may have gone unseen: its watch was broken, and its history expired meanwhile.</summary>
/// <param name="Resource">The resource, as the API names it.</param>
/// <param name="From">When the watch broke, or its last news came; null where not even that is known.</param>
/// <param name="To">When its state was exact again; null where that was never seen.</param>
/// <param name="IsLost">Changes between were missed for good; else they came later, all at once.</param>
public sealed record UnseenSpan(string Resource, DateTimeOffset? From, DateTimeOffset? To, bool IsLost);
