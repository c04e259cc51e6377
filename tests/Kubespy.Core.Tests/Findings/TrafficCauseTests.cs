using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static Kubespy.Core.Tests.Findings.Given;

namespace Kubespy.Core.Tests.Findings;

/// <summary>Load balancers and Ingresses.</summary>
public sealed class TrafficCauseTests
{
    [Fact]
    public void A_load_balancer_that_cannot_be_made_or_that_nobody_makes()
    {
        var pending = Balancer("");
        new Given().About(pending).With(Selected).Diagnose().Select(f => (f.Cause, f.Summary)).ShouldBe([("load-balancer", "no controller has begun to make its load balancer")]);
        new Given().About(pending).With(Selected).Event(pending, "SyncLoadBalancerFailed", "Error syncing load balancer: failed to ensure load balancer: no free address").Diagnose()
            .Select(f => f.Summary).ShouldBe(["its load balancer cannot be made: failed to ensure load balancer: no free address"]);
        new Given().About(Balancer(""" "ingress":[{"ip":"192.0.2.1"}] """)).With(Selected).Diagnose().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nowhere", 80, "shop.example/ → svc/nowhere:80, which does not exist", "create the Service, or correct the path's backend: kubectl get svc")]
    [InlineData("web", 81, "shop.example/ → svc/web:81, a port that it has not", "correct the path's port: svc/web has 80 (http)")]
    [InlineData("empty", 80, "shop.example/ → svc/empty:80, no ready endpoint", "see why: kubespy why svc/empty")]
    [InlineData("web", 80, "", "")]
    public void A_path_that_leads_nowhere_says_where_it_ends(string service, int port, string summary, string remedy)
    {
        var findings = new Given().About(Ingress(service, port, "nginx")).With(Class, Service("web"), Service("empty"), Slice).Diagnose();
        findings.Select(f => (f.Cause, f.Summary, f.Remedy)).ShouldBe(summary.Length == 0 ? [] : [("ingress", summary, remedy)]);
    }

    [Fact]
    public void A_class_that_does_not_exist_is_nobodys_and_what_may_not_be_read_is_not_called_missing()
    {
        var ingress = Ingress("web", 80, "traefik");
        new Given().About(ingress).With(Class, Service("web"), Slice).Diagnose().Select(f => f.Summary).ShouldBe(["IngressClass traefik does not exist: no controller takes it"]);
        new Given { Forbidden = ["ingressclasses", "services", "endpointslices"] }.About(ingress).Diagnose().ShouldBeEmpty();
    }

    private static readonly KubeObject Class = new(Object("networking.k8s.io/v1", "IngressClass", "nginx", """ "spec":{} """).Root.With("metadata", MapValue.Of(("name", "nginx"), ("uid", "class"))));

    private static readonly KubeObject Slice = Object("discovery.k8s.io/v1", "EndpointSlice", "web-a", """ "endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":true}}] """, ""","labels":{"kubernetes.io/service-name":"web"}""");

    private static readonly KubeObject Selected = Object("v1", "Pod", "web-1", """ "spec":{"nodeName":"n"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]} """, ""","labels":{"app":"web"}""");

    private static KubeObject Balancer(string status) => Object("v1", "Service", "web", $$$""" "spec":{"type":"LoadBalancer","selector":{"app":"web"}},"status":{"loadBalancer":{ {{{status}}} } } """);

    private static KubeObject Service(string name) => Object("v1", "Service", name, """ "spec":{"ports":[{"name":"http","port":80}]} """);

    private static KubeObject Ingress(string service, int port, string className) => Object("networking.k8s.io/v1", "Ingress", "shop", $$$"""
        "spec":{"ingressClassName":"{{{className}}}","rules":[{"host":"shop.example","http":{"paths":[{"path":"/","backend":{"service":{"name":"{{{service}}}","port":{"number":{{{port}}} } } } } ] } } ] },"status":{}
        """);
}
