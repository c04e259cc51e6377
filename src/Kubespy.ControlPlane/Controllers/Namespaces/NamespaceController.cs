using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Namespaces;

/// <summary>
/// Empties namespaces that are being deleted, then lets them go; gives living ones their default ServiceAccount
/// and the cluster's CA (pkg/controller/namespace, serviceaccounts_controller.go, rootcacertpublisher).
/// </summary>
public sealed class NamespaceController : Controller
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private const string RootCertificateName = "kube-root-ca.crt";
    private const string DefaultAccountName = "default";

    private readonly ApiClient _client;
    private readonly Informer _namespaces;
    private readonly InformerFactory _informers;
    private readonly string _rootCertificate;

    public NamespaceController(EventLoop loop, InformerFactory informers, ApiClient client, string rootCertificate)
        : base(loop, workers: 10)
    {
        _client = client;
        _informers = informers;
        _rootCertificate = rootCertificate;
        _namespaces = informers.For(Resources.Namespaces);
        _namespaces.AddHandler(InformerHandler.WhenSet(Queue.Add));
        // Who deletes what every namespace has gets it back.
        informers.For(Resources.ConfigMaps).AddHandler(new InformerHandler { Deleted = c => AddWhenMissing(c, RootCertificateName) });
        informers.For(Resources.ServiceAccounts).AddHandler(new InformerHandler { Deleted = a => AddWhenMissing(a, DefaultAccountName) });
    }

    protected override async Task SyncAsync(string key)
    {
        if (_namespaces.Get(new ObjectKey("", key)) is not { } ns)
        {
            return;
        }

        if (!ns.IsBeingDeleted)
        {
            await CreateMissingAsync(Resources.ServiceAccounts, Named("ServiceAccount", DefaultAccountName, key));
            await CreateMissingAsync(Resources.ConfigMaps, Named("ConfigMap", RootCertificateName, key)
                .WithAnnotation("kubernetes.io/description", "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.")
                .With("data", MapValue.Of(("ca.crt", _rootCertificate))));
            return;
        }

        var remaining = await EmptyAsync(key);

        // What was deleted just now may well be gone in a moment: what was on its way before is what remains.
        if (NamespaceConditions.Set(ns, [.. remaining.Where(r => r.Object.IsBeingDeleted)], Clock.GetUtcNow()) is var told && !ReferenceEquals(told, ns))
        {
            ns = await _client.UpdateStatusAsync(Resources.Namespaces, told);
        }

        if (remaining.Count == 0)
        {
            await _client.FinalizeAsync(ns.With("spec", MapValue.Of(("finalizers", ListValue.Empty))));
        }
        else
        {
            Queue.AddAfter(key, Retry);
        }
    }

    private void AddWhenMissing(KubeObject obj, string name)
    {
        if (obj.Name == name)
        {
            Queue.Add(obj.Namespace);
        }
    }

    private static KubeObject Named(string kind, string name, string ns) => new(MapValue.Of(
        ("kind", kind), ("apiVersion", "v1"), ("metadata", MapValue.Of(("name", name), ("namespace", ns)))));

    private async Task CreateMissingAsync(Resource resource, KubeObject obj)
    {
        if (_informers.For(resource).Get(obj.Key) is not null)
        {
            return;
        }

        try
        {
            await _client.CreateAsync(resource, obj);
        }
        catch (ApiException e) when (e.IsAlreadyExists || e.Status.Code == 403)
        {
            // Another was faster, or the namespace is already going.
        }
    }

    /// <summary>Deletes everything in the namespace; what was there.</summary>
    private async Task<IReadOnlyList<(Resource Resource, KubeObject Object)>> EmptyAsync(string ns)
    {
        var found = new List<(Resource, KubeObject)>();
        foreach (var resource in _informers.Registry.Current.Stored.Where(r => r.IsNamespaced))
        {
            foreach (var obj in _informers.For(resource).InNamespace(ns).ToArray())
            {
                found.Add((resource, obj));
                if (!obj.IsBeingDeleted)
                {
                    await DeleteAsync(resource, obj);
                }
            }
        }

        return found;
    }

    private async Task DeleteAsync(Resource resource, KubeObject obj)
    {
        try
        {
            await _client.DeleteAsync(resource, obj.Key, new DeleteOptions { PropagationPolicy = PropagationPolicy.Background });
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // Gone meanwhile.
        }
    }
}
