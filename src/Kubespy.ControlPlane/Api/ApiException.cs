namespace Kubespy.ControlPlane.Api;

/// <summary>A request that the API server refused, with the Status it answers.</summary>
public sealed class ApiException(ApiStatus status) : Exception(status.Message)
{
    public ApiStatus Status { get; } = status;

    public bool IsNotFound => Status.Code == 404;

    public bool IsConflict => Status is { Code: 409, Reason: "Conflict" };

    public bool IsAlreadyExists => Status is { Code: 409, Reason: "AlreadyExists" };
}
