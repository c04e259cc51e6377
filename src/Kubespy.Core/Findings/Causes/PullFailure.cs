namespace Kubespy.Core.Findings.Causes;

/// <summary>Why a registry does not give an image, as far as the runtime's message tells.</summary>
internal sealed record PullFailure(string What, bool IsFinal, string Remedy = "", string Waiting = "")
{
    private const string Credentials = "give the Pods credentials for the registry (imagePullSecrets), or correct the image";
    private const string Retry = "the kubelet tries again, at most every 5m";

    public static PullFailure Of(ContainerStatus container) => container switch
    {
        { WaitingReason: "InvalidImageName" } => new("is no valid name", true),
        { WaitingReason: "ErrImageNeverPull" } => new("is not on the node, and its policy is never to pull", true),
        { WaitingReason: "SignatureValidationFailed" } => new("refused: its signature is not valid", true),
        { WaitingMessage: var m } => OfMessage(m),
    };

    private static PullFailure OfMessage(string message) =>
        Has(message, "toomanyrequests") || Has(message, "429 Too Many Requests")
            ? new("refused: the registry's rate limit", false, "wait for the limit to reset, or pull with credentials or through a mirror", Retry)
        : Has(message, "repository does not exist or may require") || Has(message, "insufficient_scope")
            ? new("refused: there is no such repository, or unauthorised (the registry does not tell which)", true, Credentials)
        : Has(message, "unauthorized") || Has(message, "authorization failed") || Has(message, "authentication required") || Has(message, "denied") || Has(message, "403 Forbidden")
            || Has(message, "no basic auth credentials")
            ? new("refused: unauthorised", true, Credentials)
        : Has(message, "no match for platform") ? new("is not made for the node's platform", true)
        : Has(message, "no such host") ? new("cannot be pulled: the registry's name is not known (no such host)", false, "correct the registry's name, or the node's DNS", Retry)
        : Has(message, "not found") || Has(message, "manifest unknown") ? new("not found", true)
        : Has(message, "x509") ? new("cannot be pulled: the registry's certificate is not trusted", false, "let the node trust the registry's certificate authority", Retry)
        : Has(message, "i/o timeout") || Has(message, "connection refused") || Has(message, "deadline exceeded") || Has(message, "connection reset")
            ? new("cannot be pulled: the registry does not answer", false, "check the way from the node to the registry", Retry)
        : Has(message, "no space left") ? new("cannot be stored: the node's disk is full", false, "free disk space on the node", Retry)
        : new("cannot be pulled", false, Waiting: Retry);

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
