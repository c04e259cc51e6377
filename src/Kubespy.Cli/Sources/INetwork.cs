namespace Kubespy.Cli.Sources;

/// <summary>Names and connections as the place sees them where kubespy runs.</summary>
internal interface INetwork
{
    /// <summary>The addresses of that name.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There is no such name, or nobody answers for it.</exception>
    Task<IReadOnlyList<string>> ResolveAsync(string name, CancellationToken cancellation);

    /// <summary>Opens a TCP connection and closes it again.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">It is refused, or there is no way there.</exception>
    Task ConnectAsync(string address, int port, CancellationToken cancellation);
}
