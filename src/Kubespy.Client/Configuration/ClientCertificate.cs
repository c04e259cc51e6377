namespace Kubespy.Client.Configuration;

/// <summary>A client's certificate (with those that lead to its root, if any) and its key, both in PEM.</summary>
public sealed record ClientCertificate(string Certificate, string Key);
