using Kubespy.ControlPlane.Controllers.ClusterRoles;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane;

/// <summary>
/// The ClusterRoles that a cluster has from the start, as far as people bind them or users need them, and their bindings
/// (plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go; the metrics server's manifest). Those of components are left out: nothing here asks for them.
/// </summary>
internal static class BootstrapPolicy
{
    private const string Write = "create,delete,deletecollection,patch,update";
    private const string Read = "get,list,watch";
    private const string All = "create,delete,deletecollection,get,list,patch,update,watch";
    private const string Events = "create,patch,update | core,events.k8s.io | events";

    /// <summary>Each rule: verbs | groups | resources, or verbs | paths.</summary>
    private static readonly (string Name, string[] Aggregated, string[] Rules)[] Roles =
    [
        ("cluster-admin", [], ["* | * | *", "* | *"]),
        ("system:aggregate-to-admin", ["admin"], ["create | authorization.k8s.io | localsubjectaccessreviews", $"{All} | rbac.authorization.k8s.io | rolebindings roles"]),
        ("system:aggregate-to-edit", ["edit"],
        [
            $"{Read} | core | pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy",
            "impersonate | core | serviceaccounts",
            $"{Write} | core | pods pods/attach pods/exec pods/portforward pods/proxy",
            "create | core | pods/eviction",
            $"{Write} | core | configmaps persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy",
            "create | core | serviceaccounts/token",
            $"{Write} | core,events.k8s.io | events",
            $"{Write} | apps | daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale",
            $"{Write} | autoscaling | horizontalpodautoscalers",
            $"{Write} | batch | cronjobs jobs",
            $"{Write} | extensions | daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale",
            $"{Write} | policy | poddisruptionbudgets",
            $"{Write} | networking.k8s.io | ingresses networkpolicies",
            $"{All} | coordination.k8s.io | leases",
            $"{Write} | resource.k8s.io | resourceclaims resourceclaimtemplates",
        ]),
        ("system:aggregate-to-view", ["view"],
        [
            $"{Read} | core | configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status",
            $"{Read} | core | bindings limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status",
            $"{Read} | core | namespaces",
            $"{Read} | core,events.k8s.io | events",
            $"{Read} | discovery.k8s.io | endpointslices",
            $"{Read} | apps | controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status",
            $"{Read} | autoscaling | horizontalpodautoscalers horizontalpodautoscalers/status",
            $"{Read} | batch | cronjobs cronjobs/status jobs jobs/status",
            $"{Read} | extensions | daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale",
            $"{Read} | policy | poddisruptionbudgets poddisruptionbudgets/status",
            $"{Read} | networking.k8s.io | ingresses ingresses/status networkpolicies",
            $"{Read} | resource.k8s.io | resourceclaims resourceclaims/status resourceclaimtemplates",
        ]),
        ("system:aggregated-metrics-reader", ["admin", "edit", "view"], [$"{Read} | metrics.k8s.io | pods nodes"]),
        ("system:auth-delegator", [], ["create | authentication.k8s.io | tokenreviews", "create | authorization.k8s.io | subjectaccessreviews"]),
        ("system:basic-user", [], ["create | authorization.k8s.io | selfsubjectaccessreviews selfsubjectrulesreviews", "create | authentication.k8s.io | selfsubjectreviews"]),
        ("system:discovery", [], ["get | /api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/"]),
        ("system:kube-dns", [], ["list,watch | core | endpoints services"]),
        ("system:monitoring", [],
        [
            "get | /flagz /healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/* /statusz",
            "get | core | nodes/metrics",
        ]),
        ("system:node-problem-detector", [], ["get | core | nodes", "patch | core | nodes/status", Events]),
        ("system:persistent-volume-provisioner", [],
        [
            "create,delete,get,list,watch | core | persistentvolumes", "get,list,update,watch | core | persistentvolumeclaims",
            $"{Read} | storage.k8s.io | storageclasses", "watch | core | events", Events,
        ]),
        ("system:public-info-viewer", [], ["get | /healthz /livez /readyz /version /version/"]),
    ];

    private static readonly (string Role, string[] Groups)[] Bindings =
    [
        ("cluster-admin", ["system:masters"]),
        ("system:basic-user", ["system:authenticated"]),
        ("system:discovery", ["system:authenticated"]),
        ("system:monitoring", ["system:monitoring"]),
        ("system:public-info-viewer", ["system:authenticated", "system:unauthenticated"]),
    ];

    /// <summary>The ClusterRoles, those that are the sum of others with their rules already.</summary>
    public static IReadOnlyList<KubeObject> ClusterRoles { get; } = Build();

    public static IReadOnlyList<KubeObject> ClusterRoleBindings { get; } =
    [
        .. Bindings.Select(b => new KubeObject(MapValue.Of(
            ("kind", "ClusterRoleBinding"),
            ("apiVersion", "rbac.authorization.k8s.io/v1"),
            ("metadata", Metadata(b.Role, [])),
            ("subjects", ListValue.Of(b.Groups.Select(g => (Value)MapValue.Of(("apiGroup", "rbac.authorization.k8s.io"), ("kind", "Group"), ("name", g))))),
            ("roleRef", MapValue.Of(("apiGroup", "rbac.authorization.k8s.io"), ("kind", "ClusterRole"), ("name", b.Role)))))),
    ];

    private static List<KubeObject> Build()
    {
        var roles = Roles.Select(r => Role(r.Name, r.Aggregated).With("rules", ListValue.Of(r.Rules.Select(Rule)))).ToList();
        foreach (var (name, into) in (ReadOnlySpan<(string, string[])>)[("view", ["edit"]), ("edit", ["admin"]), ("admin", [])])
        {
            var selector = MapValue.Of(("matchLabels", MapValue.Of((Label(name), "true"))));
            var role = Role(name, into).With("aggregationRule", MapValue.Of(("clusterRoleSelectors", ListValue.Of([selector]))));
            roles.Add(role.With("rules", AggregatedRules.Of(role, roles)));
        }

        return roles;
    }

    private static KubeObject Role(string name, string[] into) => new(MapValue.Of(
        ("kind", "ClusterRole"), ("apiVersion", "rbac.authorization.k8s.io/v1"), ("metadata", Metadata(name, into))));

    private static MapValue Metadata(string name, string[] into) => MapValue.Of(
        ("name", name),
        ("labels", MapValue.Of([("kubernetes.io/bootstrapping", "rbac-defaults"), .. into.Select(i => (Label(i), (Value)"true"))])),
        ("annotations", MapValue.Of(("rbac.authorization.kubernetes.io/autoupdate", "true"))));

    private static string Label(string role) => $"rbac.authorization.k8s.io/aggregate-to-{role}";

    private static Value Rule(string text) => text.Split(" | ") switch
    {
        [var verbs, var paths] => MapValue.Of(("verbs", Texts(verbs, ',')), ("nonResourceURLs", Texts(paths, ' '))),
        [var verbs, var groups, var resources] =>
            MapValue.Of(("verbs", Texts(verbs, ',')), ("apiGroups", Texts(groups.Replace("core", "", StringComparison.Ordinal), ',')), ("resources", Texts(resources, ' '))),
        _ => throw new InvalidOperationException($"{text} is no rule"),
    };

    private static ListValue Texts(string texts, char separator) => ListValue.Of(texts.Split(separator).Select(t => (Value)t));
}
