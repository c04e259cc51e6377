using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Causes;

/// <summary>The first twelve causes made to happen on the embedded cluster, as its page in docs/causes says, and named.</summary>
public sealed class CauseTests
{
    [Theory]
    [InlineData("nginx:bad", "image nginx:bad not found", true)]
    [InlineData("nginx:unauthorized", "image nginx:unauthorized refused: there is no such repository, or unauthorised (the registry does not tell which)", true)]
    [InlineData("nginx:toomanyrequests", "image nginx:toomanyrequests refused: the registry's rate limit", false)]
    public void An_image_that_cannot_be_pulled(string image, string summary, bool isFinal)
    {
        var finding = new Incident().Deploy("web", image: image).After(30).Cause("web");
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("image-pull", summary, isFinal));
    }

    [Fact]
    public void A_bad_image_while_the_former_revision_serves()
    {
        var why = new Incident().Deploy("web", replicas: 3).After(20)
            .Change(Resources.Deployments, "web", d => new KubeObject(d.Root.WithAt(["spec", "template", "spec", "containers"], ListValue.Of([d.Root.ListAt("spec", "template", "spec", "containers")[0].AsMap()!.With("image", "nginx:bad")]))))
            .After(30).Why("Deployment", "web");
        why.Sentence.ShouldBe("Stuck: image nginx:bad not found. Revision 1 kept serving, 3/3.");
        why.History.Select(h => h.Text).ShouldContain("revision 2, image 1 → bad via kubectl");
    }

    [Theory]
    [InlineData(""" ,"env":[{"name":"CRASH","value":"1"}] """, "crash-loop", "container c keeps crashing (exit code 1)")]
    [InlineData(""" ,"env":[{"name":"EXIT","value":"139"}] """, "crash-loop", "container c keeps crashing (exit code 139, SIGSEGV)")]
    [InlineData(""" ,"env":[{"name":"OOM","value":"1"}],"resources":{"limits":{"memory":"64Mi"}} """, "out-of-memory", "container c is killed for its memory (limit 64Mi)")]
    public void A_container_that_does_not_stay(string container, string cause, string summary)
    {
        var finding = new Incident().Deploy("web", container: container).After(200).Cause("web");
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe((cause, summary, true));
    }

    [Theory]
    [InlineData("readinessProbe", 60, "readiness probe of container c fails: it said nothing", false)]
    [InlineData("livenessProbe", 300, "liveness probe of container c fails, so it is restarted: it said nothing", true)]
    [InlineData("startupProbe", 300, "startup probe of container c fails, so it is restarted: it said nothing", true)]
    public void A_probe_that_fails(string probe, int seconds, string summary, bool isFinal)
    {
        var finding = new Incident().Deploy("web", container: $$""","{{probe}}":{"exec":{"command":["/bin/false"]},"periodSeconds":2,"failureThreshold":2}""", pod: ""","terminationGracePeriodSeconds":1""")
            .After(seconds).Cause("web");
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("probe-fails", summary, isFinal));
        finding.Evidence[0].Text.ShouldContain(", 2 in a row count; last answer to /bin/false: nothing");
    }

    [Theory]
    [InlineData(""" ,"resources":{"requests":{"cpu":"640"}} """, "", "none of 3 nodes takes it: 3 have too little cpu")]
    [InlineData("", """ ,"nodeSelector":{"disk":"ssd"} """, "none of 3 nodes takes it: 3 do not match its nodeSelector or node affinity")]
    public void A_Pod_that_no_node_takes(string container, string pod, string summary)
    {
        var finding = new Incident().Deploy("web", container: container, pod: pod).After(10).Cause("web");
        (finding.Cause, finding.Summary).ShouldBe(("unschedulable", summary));
    }

    [Fact]
    public void A_quota_that_refuses()
    {
        var finding = new Incident()
            .Create(Resources.ResourceQuotas, """{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"few","namespace":"default"},"spec":{"hard":{"pods":"1"}}}""").After(5)
            .Deploy("web", replicas: 2).After(30).Cause("web");
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("pods-refused", "quota few is used up: pods 1 of 1 used, 1 more asked for", false));
    }

    [Fact]
    public void A_LimitRange_that_refuses()
    {
        var finding = new Incident()
            .Create(Resources.LimitRanges, """{"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"small","namespace":"default"},"spec":{"limits":[{"type":"Container","max":{"cpu":"500m"}}]}}""")
            .Deploy("web", container: ""","resources":{"limits":{"cpu":"1"}}""").After(30).Cause("web");
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("pods-refused", "LimitRange refuses: maximum cpu usage per Container is 500m, but limit is 1", true));
    }

    [Theory]
    [InlineData(""" ,"envFrom":[{"configMapRef":{"name":"settings"}}] """, "", "ConfigMap settings does not exist")]
    [InlineData(""" ,"env":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"keys","key":"a"}}}] """, "", "Secret keys does not exist")]
    [InlineData(""" ,"volumeMounts":[{"name":"v","mountPath":"/v"}] """, """ ,"volumes":[{"name":"v","configMap":{"name":"settings"}}] """, "ConfigMap settings does not exist")]
    public void Configuration_that_does_not_exist(string container, string pod, string summary)
    {
        var finding = new Incident().Deploy("web", container: container, pod: pod).After(30).Cause("web");
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("configuration-missing", summary, true));
    }

    [Theory]
    [InlineData("fast", "claim data is not bound: StorageClass fast does not exist", true)]
    [InlineData("", "claim data is not bound: no volume matches, and it names no StorageClass", false)]
    public void A_claim_that_is_not_bound(string storageClass, string summary, bool isFinal)
    {
        var finding = new Incident()
            .Create(Resources.PersistentVolumeClaims, $$$"""{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"data","namespace":"default"},"spec":{"storageClassName":"{{{storageClass}}}","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"} } } }""")
            .After(60).Why("PersistentVolumeClaim", "data").Findings.ShouldHaveSingleItem();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("volume", summary, isFinal));
    }

    [Fact]
    public void A_Pod_whose_claim_does_not_exist_or_is_not_bound()
    {
        var incident = new Incident().Deploy("web", pod: """ ,"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"data"}}] """).After(20);
        var missing = incident.Cause("web");
        (missing.Cause, missing.Summary, missing.IsFinal).ShouldBe(("volume", "claim data does not exist", true));
        incident.Create(Resources.PersistentVolumeClaims, """{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"data","namespace":"default"},"spec":{"storageClassName":"fast","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}""").After(60);
        var unbound = incident.Cause("web");
        (unbound.Cause, unbound.Summary).ShouldBe(("volume", "claim data is not bound: StorageClass fast does not exist"));
    }

    [Fact]
    public void A_node_that_is_lost_and_then_its_Pod_that_does_not_end()
    {
        var incident = new Incident().Deploy("web").After(10);
        var node = incident.Cluster.Store.Read(Resources.Pods).Objects.Values.Select(p => PodView.Of(p).NodeName).Single(n => n.Length > 0);
        incident.Cluster.StopNode(node);
        incident.After(70);
        var lost = incident.Why("Deployment", "web");
        lost.Findings.ShouldHaveSingleItem().Cause.ShouldBe("node-lost");
        lost.Sentence.ShouldMatch($"^Unavailable: {node} NotReady; evicts its Pods in 4m[0-9]+s\\. Nothing serves, 0/1\\.$");
        incident.Why("Node", node, "").Sentence.ShouldMatch($"^Unavailable: {node} NotReady: Kubelet stopped posting node status\\.; evicts its Pods in 4m[0-9]+s\\. 1 Pod is on it\\.$");
        incident.After(400);
        var after = incident.Why("Deployment", "web");
        after.Findings.ShouldHaveSingleItem().Summary.ShouldBe($"does not end: {node} NotReady, no kubelet confirms that it stopped");
        after.Serving.ShouldBe("Revision 1 serves, 1/1");
    }

    [Fact]
    public void A_rollout_that_is_paused_or_waits_for_its_ready_seconds()
    {
        new Incident().Deploy("web", spec: ""","paused":true""").After(5).Why("Deployment", "web").ShouldSatisfyAllConditions(
            w => w.Sentence.ShouldBe("Paused: its newest template waits to be resumed. Nothing serves, 0/1."), w => w.IsWell.ShouldBeTrue());
        var slow = new Incident().Deploy("web", spec: ""","minReadySeconds":60""").After(10).Why("Deployment", "web");
        (slow.Findings.ShouldHaveSingleItem().Summary, slow.IsWell).ShouldBe(("each new Pod has to stay Ready for 60s before it counts", true));
    }

    [Fact]
    public void A_deadline_that_is_over_says_why_the_Pods_are_not_ready()
    {
        new Incident().Deploy("web", spec: ""","progressDeadlineSeconds":20""", container: ""","resources":{"requests":{"cpu":"640"}}""").After(40).Why("Deployment", "web")
            .Sentence.ShouldBe("Failed: none of 3 nodes takes it: 3 have too little cpu. Nothing serves, 0/1.");
    }

    [Fact]
    public void A_budget_that_holds_a_drain()
    {
        var incident = new Incident(nodes: 1).Deploy("web")
            .Create(Resources.PodDisruptionBudgets, """{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"web","namespace":"default"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"web"}}}}""")
            .After(20)
            .Change(Resources.Nodes, "node-1", n => new KubeObject(n.Root.WithAt(["spec", "unschedulable"], true)), ns: "").After(5);
        var why = incident.Why("Node", "node-1", "");
        why.Findings.Select(f => f.Cause).ShouldBe(["disruption-budget", "node-cordoned"]);
        (why.Findings[0].Summary, why.IsWell).ShouldBe(("PodDisruptionBudget web allows no Pod to leave node-1, which is cordoned", false));
    }

    [Fact]
    public void A_Service_that_selects_nothing()
    {
        new Incident().Deploy("web").Create(Resources.Services, """{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"default"},"spec":{"selector":{"app":"web","tier":"front"},"ports":[{"port":80}]}}""")
            .After(10).Why("Service", "web").Sentence.ShouldMatch("^Unavailable: selects no Pod: web-[a-z0-9]+-[a-z0-9]+ lacks the label tier=front\\.$");
    }

    [Fact]
    public void A_namespace_that_a_finalizer_of_what_is_in_it_holds()
    {
        var incident = new Incident()
            .Create(Resources.Namespaces, """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"team"}}""").After(2)
            .Create(Resources.ConfigMaps, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"team","finalizers":["example.com/hold"]}}""");
        incident.Cluster.Api.Delete(Resources.Namespaces, new ObjectKey("", "team"), DeleteOptions.Default, new WriteContext("me", "kubectl/v1.32"));
        var why = incident.After(60).Why("Namespace", "team", "");
        why.Sentence.ShouldBe("Terminating: does not end: example.com/hold in 1 resource instances.");
        why.Findings[0].Evidence.Select(e => e.Text).ShouldContain("Some resources are remaining: configmaps. has 1 resource instances");

        incident.Cluster.Api.Update(Resources.ConfigMaps, incident.Cluster.Store.Find(Resources.ConfigMaps, new ObjectKey("team", "c"))!.WithMetadata("finalizers", null), new WriteContext("me", "kubectl/v1.32"));
        incident.After(5).Cluster.Store.Find(Resources.Namespaces, new ObjectKey("", "team")).ShouldBeNull();
    }

    [Fact]
    public void A_finalizer_that_holds_what_is_deleted()
    {
        var incident = new Incident().Create(Resources.ConfigMaps, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"default","finalizers":["example.com/backup"]}}""");
        incident.Cluster.Api.Delete(Resources.ConfigMaps, new ObjectKey("default", "c"), DeleteOptions.Default, new WriteContext("me", "kubectl/v1.32"));
        incident.After(20).Why("ConfigMap", "c").Sentence.ShouldBe("Terminating: does not end: finalizer example.com/backup holds it.");
    }
}
