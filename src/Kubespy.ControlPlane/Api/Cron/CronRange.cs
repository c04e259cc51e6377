namespace Kubespy.ControlPlane.Api.Cron;

/// <summary>The values that a field of a cron schedule may have, and what they are called.</summary>
internal sealed record CronRange(int Least, int Most, IReadOnlyList<string> Names);
