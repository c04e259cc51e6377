using System.Net;
using System.Net.Sockets;

namespace Kubespy.Cli.Sources;

/// <summary>The network of the machine, or the Pod, that kubespy runs in.</summary>
internal sealed class HostNetwork : INetwork
{
    private const string NamespaceFile = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

    /// <summary>Where in a cluster this is: <c>pod kubespy-x in namespace tools</c>; null outside of any.</summary>
    public static string? Place => Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 } && File.Exists(NamespaceFile)
        ? $"pod {Environment.MachineName} in namespace {File.ReadAllText(NamespaceFile).Trim()}"
        : null;

    public async Task<IReadOnlyList<string>> ResolveAsync(string name, CancellationToken cancellation) =>
        [.. (await Dns.GetHostAddressesAsync(name, cancellation)).Select(a => a.ToString())];

    public async Task ConnectAsync(string address, int port, CancellationToken cancellation)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(address), port), cancellation);
    }
}
