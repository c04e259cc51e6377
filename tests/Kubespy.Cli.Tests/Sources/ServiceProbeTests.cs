using System.Net.Sockets;
using System.Threading.Channels;
using Kubespy.Cli.Sources;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Sources;

public sealed class ServiceProbeTests
{
    [Fact]
    public async Task A_name_is_resolved_and_each_TCP_port_is_connected_to()
    {
        var network = new Network { Addresses = ["10.96.0.12"], Refused = 8443 };
        var told = await ProbeAsync(network, """{"clusterIP":"10.96.0.12","ports":[{"port":80},{"port":53,"protocol":"UDP"},{"port":8443,"protocol":"TCP"}]}""", 3);

        told.Select(p => (p.Check, p.IsGood)).ShouldBe([("resolves", true), ("connects to 80", true), ("connects to 8443", false)]);
        told[0].Text.ShouldBe("web.shop.svc is 10.96.0.12, from pod here in namespace tools");
        told[2].Text.ShouldBe("Connection refused, from pod here in namespace tools");
        network.Connected.ShouldBe(["10.96.0.12:80", "10.96.0.12:8443"]);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_said_and_a_headless_Service_has_nothing_to_connect_to()
    {
        var told = await ProbeAsync(new Network(), """{"clusterIP":"None","ports":[{"port":80}]}""", 1);

        told.ShouldHaveSingleItem().IsGood.ShouldBeFalse();
    }

    private static async Task<IReadOnlyList<SourceEvent.Probed>> ProbeAsync(Network network, string spec, int count)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var service = KubeObject.Parse("""{"kind":"Service","apiVersion":"v1","metadata":{"name":"web","namespace":"shop","uid":"s"},"spec":SPEC}""".Replace("SPEC", spec, StringComparison.Ordinal));
        var output = Channel.CreateUnbounded<SourceEvent>();
        var running = new ServiceProbe(network, "pod here in namespace tools", TimeProvider.System, async (writer, token) =>
        {
            await writer.WriteAsync(new SourceEvent.ObjectChanged(default, ChangeType.Added, service, IsInitial: true), token);
            await Task.Delay(Timeout.Infinite, token);
        }).RunAsync(output.Writer, stop.Token);
        var told = new List<SourceEvent.Probed>();
        while (told.Count < count)
        {
            if (await output.Reader.ReadAsync(stop.Token) is SourceEvent.Probed probed)
            {
                told.Add(probed);
            }
        }

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        return told;
    }

    private sealed class Network : INetwork
    {
        public IReadOnlyList<string> Addresses { get; init; } = [];

        public int Refused { get; init; }

        public List<string> Connected { get; } = [];

        public Task<IReadOnlyList<string>> ResolveAsync(string name, CancellationToken cancellation) =>
            Addresses.Count > 0 ? Task.FromResult(Addresses) : throw new SocketException((int)SocketError.HostNotFound);

        public Task ConnectAsync(string address, int port, CancellationToken cancellation)
        {
            Connected.Add($"{address}:{port}");
            return port == Refused ? throw new SocketException((int)SocketError.ConnectionRefused) : Task.CompletedTask;
        }
    }
}
