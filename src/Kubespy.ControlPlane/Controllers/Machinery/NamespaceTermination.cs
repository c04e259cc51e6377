using Kubespy.ControlPlane.Api;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>Whether a creation was refused because its namespace goes: every other one would be, too, and nothing need be told.</summary>
internal static class NamespaceTermination
{
    public static bool IsCauseOf(ApiException refusal) => refusal.Status is { Code: 403 } status
        && (status.Details.ListAt("causes").Any(c => c.StringAt("reason") == "NamespaceTerminating")
            || status.Message.EndsWith("because it is being terminated", StringComparison.Ordinal));
}
