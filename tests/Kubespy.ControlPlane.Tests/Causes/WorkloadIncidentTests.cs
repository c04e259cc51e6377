using Kubespy.ControlPlane.Api;

namespace Kubespy.ControlPlane.Tests.Causes;

/// <summary>Jobs, CronJobs, autoscalers, Services, Ingresses and DaemonSets of which something is wrong, on the embedded cluster, and named; each with its like that is well.</summary>
public sealed class WorkloadIncidentTests
{
    private readonly Incident _incident = new();

    [Theory]
    [InlineData("\"activeDeadlineSeconds\":20,", """ "command":["sleep","3600"] """, "job-failed", "Failed: ran longer than its deadline, activeDeadlineSeconds 20. 0/1 done.")]
    [InlineData("\"backoffLimit\":1,", """ "env":[{"name":"EXIT","value":"3"}] """, "crash-loop", "Failed: container c failed (exit code 3). 0/1 done.")]
    [InlineData("", """ "command":["true"] """, "", "Complete: nothing is wrong. 1/1 done.")]
    public void A_Job_that_is_given_up(string spec, string container, string cause, string sentence)
    {
        var why = _incident.Create(Find("batch", "Job"), $$$$"""
            {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"load","namespace":"default"},
             "spec":{ {{{{spec}}}} "template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"x:1",{{{{container}}}} }] } } } }
            """).After(300).Why("Job", "load");
        (why.Sentence, why.IsWell).ShouldBe((sentence, cause.Length == 0));
        why.Findings.Select(f => f.Cause).Take(1).ShouldBe(cause.Length == 0 ? [] : [cause]);
    }

    [Theory]
    [InlineData("", "\"sleep\",\"3600\"", "runs are skipped while ")]
    [InlineData("\"suspend\":true,", "\"true\"", "suspended: no run is started")]
    [InlineData("", "\"true\"", "")]
    public void A_CronJob_that_starts_no_run(string spec, string command, string summary)
    {
        var why = _incident.Create(Find("batch", "CronJob"), $$$$"""
            {"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"nightly","namespace":"default"},
             "spec":{ {{{{spec}}}} "schedule":"* * * * *","concurrencyPolicy":"Forbid","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never",
              "containers":[{"name":"c","image":"x:1","command":[{{{{command}}}}] }] } } } } } }
            """).After(200).Why("CronJob", "nightly");
        why.Findings.Select(f => f.Cause).ShouldBe(summary.Length == 0 ? [] : ["schedule"]);
        why.Findings.Select(f => f.Summary).ShouldAllBe(s => s.StartsWith(summary, StringComparison.Ordinal));
    }

    [Fact]
    public void An_autoscaler_of_what_does_not_exist()
    {
        var why = Scale("nowhere").After(60).Why("HorizontalPodAutoscaler", "web");
        why.Sentence.ShouldBe("Unavailable: deploy/nowhere, which it scales, does not exist.");
        why.Findings.ShouldHaveSingleItem().Cause.ShouldBe("autoscaler");
    }

    [Theory]
    [InlineData("", false, "the Pods ask for no cpu: utilisation is counted against requests")]
    [InlineData(""","resources":{"requests":{"cpu":"100m"}}""", true, "")]
    public void An_autoscaler_of_Pods_without_requests(string container, bool isWell, string cause)
    {
        var why = Scale("web").Deploy("web", container: container).After(120).Why("HorizontalPodAutoscaler", "web");
        (why.IsWell, why.Cause).ShouldBe((isWell, cause));
    }

    [Theory]
    [InlineData("https", false, "Unavailable: targetPort https names no port of the Pods it selects. 1 of 1 Pods it selects are Ready.")]
    [InlineData("http", true, "Ready: nothing is wrong. 1 of 1 Pods it selects are Ready.")]
    public void A_Service_whose_port_no_Pod_names(string port, bool isWell, string sentence)
    {
        var why = Serve(port).Why("Service", "web");
        (why.Sentence, why.IsWell).ShouldBe((sentence, isWell));
    }

    [Fact]
    public void A_load_balancer_that_nobody_makes()
    {
        var incident = Serve("http", "\"type\":\"LoadBalancer\",\"loadBalancerClass\":\"example.com/none\",");
        incident.Why("Service", "web").Sentence.ShouldBe("Progressing: waits for the address of its load balancer. 1 of 1 Pods it selects are Ready.");
        var why = incident.After(180).Why("Service", "web");
        (why.Findings.ShouldHaveSingleItem().Cause, why.IsWell).ShouldBe(("load-balancer", false));
    }

    [Theory]
    [InlineData("web", 80, "")]
    [InlineData("web", 81, "shop.example/ → svc/web:81, a port that it has not")]
    [InlineData("nowhere", 80, "shop.example/ → svc/nowhere:80, which does not exist")]
    public void An_Ingress_that_leads_nowhere(string service, int port, string summary)
    {
        var why = Serve("http").Create(Find("networking.k8s.io", "Ingress"), $$$$"""
            {"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"shop","namespace":"default"},
             "spec":{"rules":[{"host":"shop.example","http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"{{{{service}}}}","port":{"number":{{{{port}}}} } } } }] } }] } }
            """).After(5).Why("Ingress", "shop");
        why.Findings.Select(f => (f.Cause, f.Summary)).ShouldBe(summary.Length == 0 ? [] : [("ingress", summary)]);
    }

    [Theory]
    [InlineData("", "Complete: nothing is wrong. 3/3 serve.")]
    [InlineData("\"nodeSelector\":{\"disk\":\"ssd\"},", "Complete: none of 3 nodes is one for it: its nodeSelector wants disk=ssd. It runs nowhere.")]
    public void A_DaemonSet_that_leaves_nodes_out(string pod, string sentence)
    {
        var why = _incident.Create(Find("apps", "DaemonSet"), $$$$"""
            {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"agent","namespace":"default"},
             "spec":{"selector":{"matchLabels":{"app":"agent"} },"template":{"metadata":{"labels":{"app":"agent"} },"spec":{ {{{{pod}}}} "containers":[{"name":"c","image":"x:1"}] } } } }
            """).After(15).Why("DaemonSet", "agent");
        (why.Sentence, why.IsWell).ShouldBe((sentence, true));
    }

    private static Resource Find(string group, string kind) => Resources.Find(group, kind).ShouldNotBeNull();

    private Incident Scale(string target) => _incident.Create(Find("autoscaling", "HorizontalPodAutoscaler"), $$$$"""
        {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"web","namespace":"default"},
         "spec":{"maxReplicas":3,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"{{{{target}}}}"},"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":80} } }] } }
        """);

    private Incident Serve(string port, string spec = "") => _incident.Deploy("web", container: ""","ports":[{"name":"http","containerPort":80}]""").Create(Resources.Services, $$$$"""
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"default"},"spec":{ {{{{spec}}}} "selector":{"app":"web"},"ports":[{"port":80,"targetPort":"{{{{port}}}}"}] } }
        """).After(15);
}
