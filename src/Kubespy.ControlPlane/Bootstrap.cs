using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Admission;
using Kubespy.ControlPlane.Controllers.Volumes;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane;

/// <summary>What a cluster has before anyone uses it: its namespaces and the Service of its own API.</summary>
internal static class Bootstrap
{
    private static readonly WriteContext Identity = new("system:apiserver", "kube-apiserver/v1.36.2");

    /// <summary>What lacks of it is made, and the namespaces of what was restored in part.</summary>
    public static void Create(ApiServer api, StoredState? restored)
    {
        foreach (var name in ((IEnumerable<string>)["default", "kube-system", "kube-public", "kube-node-lease"]).Concat(restored?.Namespaces ?? []).Distinct(StringComparer.Ordinal))
        {
            Ensure(api, Resources.Namespaces, Parse($$$"""{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"{{{name}}}"}}"""));
        }

        Ensure(api, Resources.Services, Parse(
            """
            {"kind":"Service","apiVersion":"v1",
             "metadata":{"name":"kubernetes","namespace":"default","labels":{"component":"apiserver","provider":"kubernetes"}},
             "spec":{"ports":[{"name":"https","protocol":"TCP","port":443,"targetPort":6443}],"clusterIP":"10.96.0.1","clusterIPs":["10.96.0.1"],
                     "type":"ClusterIP","sessionAffinity":"None","ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack"}}
            """));
        Ensure(api, Resources.Endpoints, Parse(
            """
            {"kind":"Endpoints","apiVersion":"v1","metadata":{"name":"kubernetes","namespace":"default","labels":{"endpointslice.kubernetes.io/skip-mirror":"true"}},
             "subsets":[{"addresses":[{"ip":"127.0.0.1"}],"ports":[{"name":"https","port":6443,"protocol":"TCP"}]}]}
            """));
        Ensure(api, Resources.EndpointSlices, Parse(
            """
            {"kind":"EndpointSlice","apiVersion":"discovery.k8s.io/v1",
             "metadata":{"name":"kubernetes","namespace":"default","labels":{"kubernetes.io/service-name":"kubernetes"}},
             "addressType":"IPv4","endpoints":[{"addresses":["127.0.0.1"],"conditions":{"ready":true}}],
             "ports":[{"name":"https","protocol":"TCP","port":6443}]}
            """));
    }

    /// <summary>The ClusterRoles that people bind, and what every user may.</summary>
    public static void CreatePolicy(ApiServer api)
    {
        foreach (var role in BootstrapPolicy.ClusterRoles)
        {
            Ensure(api, Resources.ClusterRoles, role);
        }

        foreach (var binding in BootstrapPolicy.ClusterRoleBindings)
        {
            Ensure(api, Resources.ClusterRoleBindings, binding);
        }
    }

    /// <summary>What the API server tells of itself; where it has a certificate, to those who are to trust it, too (controlplane/controller/clusterauthenticationtrust).</summary>
    public static void CreateComponents(ApiServer api, string rootCertificate)
    {
        BootstrapComponents.Create(api, Identity);
        Ensure(api, Resources.Roles, Parse(
            """
            {"kind":"Role","apiVersion":"rbac.authorization.k8s.io/v1",
             "metadata":{"name":"extension-apiserver-authentication-reader","namespace":"kube-system","labels":{"kubernetes.io/bootstrapping":"rbac-defaults"},
                         "annotations":{"rbac.authorization.kubernetes.io/autoupdate":"true"}},
             "rules":[{"verbs":["get","list","watch"],"apiGroups":[""],"resources":["configmaps"],"resourceNames":["extension-apiserver-authentication"]}]}
            """));
        if (rootCertificate.Length > 0)
        {
            Ensure(api, Resources.ConfigMaps, new KubeObject(MapValue.Of(
                ("kind", "ConfigMap"), ("apiVersion", "v1"),
                ("metadata", MapValue.Of(("name", "extension-apiserver-authentication"), ("namespace", "kube-system"))),
                ("data", MapValue.Of(("client-ca-file", rootCertificate))))));
        }
    }

    /// <summary>The classes that Pods and claims can name.</summary>
    public static void CreateClasses(ApiServer api)
    {
        foreach (var (name, value, description) in (ReadOnlySpan<(string, long, string)>)[
            ("system-cluster-critical", 2_000_000_000, "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."),
            ("system-node-critical", 2_000_001_000, "Used for system critical pods that must not be moved from their current node.")])
        {
            Ensure(api, Resources.PriorityClasses, Parse($$$"""
                {"kind":"PriorityClass","apiVersion":"scheduling.k8s.io/v1","metadata":{"name":"{{{name}}}"},"value":{{{value}}},"description":"{{{description}}}"}
                """));
        }

        Ensure(api, Resources.StorageClasses, Parse($$$"""
            {"kind":"StorageClass","apiVersion":"storage.k8s.io/v1",
             "metadata":{"name":"standard","annotations":{"{{{VolumeAdmission.DefaultClass}}}":"true"}},"provisioner":"{{{SimulatedProvisioner.Name}}}"}
            """));
    }

    private static void Ensure(ApiServer api, Resource resource, KubeObject obj)
    {
        if (api.Store.Find(resource, obj.Key) is null)
        {
            api.Create(resource, obj, Identity);
        }
    }

    private static KubeObject Parse(string json) => new((MapValue)ValueReader.Read(json));
}
