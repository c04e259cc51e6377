using Kubespy.Core.Objects;

namespace Kubespy.Client.Discovery;

/// <summary>
/// The resources that every cluster since Kubernetes 1.23 serves in these versions: what goes by their names needs no discovery.
/// In the order of preference; no resource of an extension comes before them (their groups rank higher).
/// </summary>
internal static class BuiltInResources
{
    /// <summary>API version, kind, plural, scope, short names, categories.</summary>
    private const string Table =
        """
        v1 ConfigMap configmaps namespaced cm -
        v1 Endpoints endpoints namespaced ep -
        v1 Event events namespaced ev -
        v1 LimitRange limitranges namespaced limits -
        v1 Namespace namespaces cluster ns -
        v1 Node nodes cluster no -
        v1 PersistentVolumeClaim persistentvolumeclaims namespaced pvc -
        v1 PersistentVolume persistentvolumes cluster pv -
        v1 Pod pods namespaced po all
        v1 PodTemplate podtemplates namespaced - -
        v1 ReplicationController replicationcontrollers namespaced rc all
        v1 ResourceQuota resourcequotas namespaced quota -
        v1 Secret secrets namespaced - -
        v1 ServiceAccount serviceaccounts namespaced sa -
        v1 Service services namespaced svc all
        apps/v1 ControllerRevision controllerrevisions namespaced - -
        apps/v1 DaemonSet daemonsets namespaced ds all
        apps/v1 Deployment deployments namespaced deploy all
        apps/v1 ReplicaSet replicasets namespaced rs all
        apps/v1 StatefulSet statefulsets namespaced sts all
        autoscaling/v2 HorizontalPodAutoscaler horizontalpodautoscalers namespaced hpa all
        batch/v1 CronJob cronjobs namespaced cj all
        batch/v1 Job jobs namespaced - all
        certificates.k8s.io/v1 CertificateSigningRequest certificatesigningrequests cluster csr -
        networking.k8s.io/v1 IngressClass ingressclasses cluster - -
        networking.k8s.io/v1 Ingress ingresses namespaced ing -
        networking.k8s.io/v1 NetworkPolicy networkpolicies namespaced netpol -
        policy/v1 PodDisruptionBudget poddisruptionbudgets namespaced pdb -
        rbac.authorization.k8s.io/v1 ClusterRoleBinding clusterrolebindings cluster - -
        rbac.authorization.k8s.io/v1 ClusterRole clusterroles cluster - -
        rbac.authorization.k8s.io/v1 RoleBinding rolebindings namespaced - -
        rbac.authorization.k8s.io/v1 Role roles namespaced - -
        storage.k8s.io/v1 StorageClass storageclasses cluster sc -
        apiextensions.k8s.io/v1 CustomResourceDefinition customresourcedefinitions cluster crd,crds api-extensions
        scheduling.k8s.io/v1 PriorityClass priorityclasses cluster pc -
        coordination.k8s.io/v1 Lease leases namespaced - -
        discovery.k8s.io/v1 EndpointSlice endpointslices namespaced - -
        """;

    /// <summary>Those that kubespy uses; what else is served is not its business.</summary>
    private static readonly string[] ReadVerbs = ["get", "list", "watch"];

    private static readonly Lazy<IReadOnlyList<ApiResource>> Parsed = new(() => [.. Table.Split('\n').Select(Parse)]);

    public static IReadOnlyList<ApiResource> All => Parsed.Value;

    private static ApiResource Parse(string row)
    {
        var cells = row.Split(' ');
        var kind = GroupVersionKind.Of(cells[0], cells[1]);
        return new ApiResource(new GroupVersionResource(kind.Group, kind.Version, cells[2]), kind.Kind)
        {
            IsNamespaced = cells[3] == "namespaced",
            ShortNames = ListOf(cells[4]),
            Categories = ListOf(cells[5]),
            Verbs = ReadVerbs,
        };
    }

    private static string[] ListOf(string cell) => cell == "-" ? [] : cell.Split(',');
}
