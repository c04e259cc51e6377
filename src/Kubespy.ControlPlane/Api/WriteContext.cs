using Kubespy.ControlPlane.Api.Authorization;

namespace Kubespy.ControlPlane.Api;

/// <summary>Who writes, and how: what managedFields and the audit record of a write.</summary>
public sealed record WriteContext(string User, string UserAgent)
{
    /// <summary>The <c>fieldManager</c> parameter; where it is absent the user agent's first word counts.</summary>
    public string? FieldManager { get; init; }

    /// <summary>All that is known of who writes.</summary>
    public UserInfo Requester { get => field ?? new UserInfo(User, []); init; }

    /// <summary>In which version the object was sent: what it names is owned in that one. Null for the version that is stored.</summary>
    public ServedVersion? Served { get; init; }

    public bool IsDryRun { get; init; }

    public string Manager => FieldManager is { Length: > 0 } given ? given
        : UserAgent.Split('/', ' ')[0] is { Length: > 0 } agent ? agent
        : "unknown";
}
