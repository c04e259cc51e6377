using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Authorization;

namespace Kubespy.ControlPlane.Requests;

/// <summary>An HTTP request as the API sees it, free of any web server.</summary>
public sealed record ApiRequest(string Method, string Path, IReadOnlyDictionary<string, string> Query)
{
    public string Accept { get; init; } = "";

    public string ContentType { get; init; } = "";

    public string UserAgent { get; init; } = "";

    /// <summary>Who asks, as the door has told them.</summary>
    public UserInfo User { get; init; } = UserInfo.Administrator;

    /// <summary>As whom; null where they ask as themselves.</summary>
    public Impersonation? Impersonate { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    public string? this[string parameter] => Query.GetValueOrDefault(parameter);

    public bool Flag(string parameter) => this[parameter] is "true" or "1" or "True";

    /// <summary>Who writes, and how.</summary>
    public WriteContext ToWriteContext() => new(User.Name, UserAgent)
    {
        FieldManager = this["fieldManager"],
        Requester = User,
        IsDryRun = this["dryRun"] == "All",
    };
}
