namespace Kubespy.Client.Configuration;

/// <summary>What requests authenticate with: an Authorization header, a client certificate, both or neither.</summary>
internal sealed record Credential(string? Authorization, ClientCertificate? Certificate);
