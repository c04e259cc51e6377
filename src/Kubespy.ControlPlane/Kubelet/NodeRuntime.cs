using System.Globalization;
using System.Text;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>What the Pods of one node share: its name, its address, its images, its client.</summary>
public sealed class NodeRuntime(
    EventLoop loop, Randomness random, ApiClient client, EventRecorder recorder, string name, int number, bool isContended)
{
    private const int AddressesPerNode = 65_000;

    private readonly NodeWorkload _workload = new(loop, new Randomness(unchecked((random.Seed * 397) + number)), isContended);
    private readonly HashSet<string> _pulled = new(StringComparer.Ordinal);
    private int _lastAddress;

    /// <summary>How containers of some images behave, beside what their names and Pods say.</summary>
    public IReadOnlyDictionary<string, ImageBehaviour> Images { get; init; } = new Dictionary<string, ImageBehaviour>();

    /// <summary>Why the node has no room for a Pod as it asks now, set by the node's kubelet; null where it has.</summary>
    internal Func<KubeObject, Task<(string Reason, string Message)?>>? RefusalOf { get; set; }

    public EventLoop Loop => loop;

    public ApiClient Client => client;

    public EventRecorder Recorder => recorder;

    public string Name => name;

    public string HostIP { get; } = string.Create(CultureInfo.InvariantCulture, $"172.18.0.{number + 1}");

    /// <summary>Does what takes the machine so long, longer where it does other things meanwhile.</summary>
    public Task WorkAsync(TimeSpan work, double weight = 1) => _workload.RunAsync(work, weight);

    public string NextPodIP()
    {
        _lastAddress = (_lastAddress % AddressesPerNode) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"10.{(number % 100) + 100}.{_lastAddress / 250}.{(_lastAddress % 250) + 2}");
    }

    /// <summary>A Pod of an earlier run of the node has this address: it is not given away again.</summary>
    public void Keep(string podIP)
    {
        if (podIP != HostIP && podIP.Split('.') is [_, _, var high, var low]
            && int.TryParse(high, CultureInfo.InvariantCulture, out var block) && int.TryParse(low, CultureInfo.InvariantCulture, out var rest))
        {
            _lastAddress = Math.Max(_lastAddress, (block * 250) + rest - 2);
        }
    }

    public string NextContainerId()
    {
        var id = new StringBuilder("containerd://", 13 + 64);
        while (id.Length < 13 + 64)
        {
            id.Append("0123456789abcdef"[random.Next(16)]);
        }

        return id.ToString();
    }

    /// <summary>Whether the image is on the node; after the first pull it is.</summary>
    public bool HasImage(string image) => _pulled.Contains(image);

    public void AddImage(string image) => _pulled.Add(image);
}
