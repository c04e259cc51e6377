using System.Security.Authentication;

namespace Kubespy.Client.Transport;

/// <summary>A server showed a certificate that is not trusted; the message says why.</summary>
internal sealed class UntrustedServerException(string message, bool isOutOfDate) : AuthenticationException(message)
{
    /// <summary>It has expired, or is not valid yet, by this machine's clock.</summary>
    public bool IsOutOfDate { get; } = isOutOfDate;
}
