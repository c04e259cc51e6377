namespace Kubespy.Core.Timelines;

/// <summary>An endpoint was ready, so that traffic was sent to it.</summary>
/// <param name="PodUid">The Pod's UID; empty where the endpoint names none.</param>
/// <param name="Name">The Pod's name, else the address.</param>
/// <param name="From">From when on.</param>
/// <param name="To">Until when; null where it went on at the end.</param>
public sealed record TrafficSpan(string PodUid, string Name, DateTimeOffset From, DateTimeOffset? To);
