using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Admission;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Volumes;

/// <summary>Lets VolumeAttributesClasses go that are being deleted once no volume and no claim names them (pkg/controller/volume/vacprotection).</summary>
public sealed class AttributesProtectionController : Controller
{
    private readonly ApiClient _client;
    private readonly Informer _classes;
    private readonly Informer[] _users;

    public AttributesProtectionController(EventLoop loop, InformerFactory informers, ApiClient client)
        : base(loop, workers: 1)
    {
        _client = client;
        _classes = informers.For(ComponentResources.VolumeAttributesClasses);
        _users = [informers.For(Resources.PersistentVolumes), informers.For(Resources.PersistentVolumeClaims)];
        _classes.AddHandler(InformerHandler.WhenSet(Queue.Add));
        foreach (var users in _users)
        {
            users.AddHandler(new InformerHandler { Updated = (old, _) => AddNamed(old), Deleted = AddNamed });
        }
    }

    protected override async Task SyncAsync(string key)
    {
        if (_classes.Get(key) is { IsBeingDeleted: true } attributes && attributes.Finalizers.Contains(VolumeAdmission.AttributesProtection)
            && !_users.Any(u => u.All.Any(o => NamesIn(o).Contains(attributes.Name))))
        {
            await _client.UpdateAsync(ComponentResources.VolumeAttributesClasses, attributes.WithoutFinalizer(VolumeAdmission.AttributesProtection));
        }
    }

    private void AddNamed(KubeObject user)
    {
        foreach (var name in NamesIn(user))
        {
            Queue.Add(new ObjectKey("", name).ToString());
        }
    }

    /// <summary>The class that is wanted, and the one that a claim's volume has by now.</summary>
    private static IEnumerable<string> NamesIn(KubeObject user) =>
        new[] { user.Root.StringAt("spec", "volumeAttributesClassName"), user.Root.StringAt("status", "currentVolumeAttributesClassName") }.OfType<string>();
}
