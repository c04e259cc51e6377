using Kubespy.ControlPlane.Api;

namespace Kubespy.Comparator;

/// <summary>The recorded scenarios that the embedded cluster is held to.</summary>
public static class Scenarios
{
    /// <summary>What is drawn by chance is drawn as often, so that no number hangs on one draw.</summary>
    public static readonly IReadOnlyList<int> Seeds = [1, 2, 3];

    /// <summary>The commands come at the times of the recordings' own.</summary>
    public static readonly IReadOnlyDictionary<string, Scenario> All = new SortedDictionary<string, Scenario>(StringComparer.Ordinal)
    {
        ["01"] = new Scenario(Nginx(3)).Until(6),
        ["02"] = new Scenario(Nginx(3)).At(4.3, p => p.SetImage("nginx:1.12-alpine")).Until(12),
        ["03"] = new Scenario(Nginx(3)).At(4.05, p => p.DeletePod()).Until(9),
        ["04"] = new Scenario(Nginx(3)).At(4.2, p => p.Label(null)).At(8.25, p => p.Label("nginx")).Until(13),
        ["05"] = new Scenario(Nginx(3, extra: "\"progressDeadlineSeconds\":10,")).At(4.1, p => p.SetImage("nginx:bad")).At(21.2, p => p.Undo()).Until(26),
        ["06"] = new Scenario(Nginx(3, extra: "\"progressDeadlineSeconds\":30,")).At(4.5, p => p.SetEnvironment("CRASH")).At(150, p => p.Undo()).Until(157),
        ["07"] = new Scenario(Nginx(3)).At(5.4, p => p.Scale(10)).At(11.5, p => p.Scale(2)).Until(16),
        ["08"] = new Scenario(Nginx(3)).At(5, p => p.Pause(true)).At(6.2, p => p.SetImage("nginx:1.12-alpine")).At(7.35, p => p.SetEnvironment("A")).At(9.5, p => p.Pause(false)).Until(19),
        ["09"] = new Scenario(Nginx(3)).At(4.1, p => p.Restart()).Until(12),
        ["10"] = new Scenario(Nginx(3, strategy: """{"type":"Recreate"}""")).At(4.1, p => p.SetImage("nginx:1.12-alpine")).Until(10),
        ["11"] = new Scenario(Nginx(10, strategy: """{"type":"RollingUpdate","rollingUpdate":{"maxSurge":3,"maxUnavailable":2}}""")).At(7.5, p => p.SetImage("nginx:1.12-alpine")).Until(22),
        ["14"] = new Scenario(Nginx(3)).At(4, p => p.SetImage("nginx:1.12-alpine")).At(9.6, p => p.SetImage("nginx:1.7.9")).At(15.9, p => p.SetImage("nginx:1.12-alpine")).Until(22),
        ["15"] = new Scenario(Nginx(3, extra: "\"revisionHistoryLimit\":2,")).At(3.8, p => p.SetImage("nginx:1.8-alpine")).At(8.9, p => p.SetImage("nginx:1.9-alpine"))
            .At(13.9, p => p.SetImage("nginx:1.10-alpine")).At(18.9, p => p.SetImage("nginx:1.11-alpine")).At(24, p => p.SetImage("nginx:1.12-alpine")).Until(30),
        ["16a"] = new Scenario(Nginx(3)).At(4, p => p.DeleteDeployment(PropagationPolicy.Background)).Until(9),
        ["16b"] = new Scenario(Nginx(3)).At(4.1, p => p.DeleteDeployment(PropagationPolicy.Foreground)).Until(9),
        ["16c"] = new Scenario(Nginx(3)).At(4.8, p => p.DeleteDeployment(PropagationPolicy.Orphan)).Until(9),
        ["19"] = new Scenario(Nginx(3, extra: "\"minReadySeconds\":5,")).At(8.8, p => p.SetImage("nginx:1.12-alpine")).Until(32),
        ["22"] = new Scenario(Nginx(0)).At(2.8, p => p.Scale(3)).At(6.65, p => p.Scale(0)).Until(11),
        ["23"] = new Scenario(Nginx(3, strategy: """{"type":"RollingUpdate","rollingUpdate":{"maxSurge":0,"maxUnavailable":"100%"}}""")).At(4, p => p.SetImage("nginx:1.12-alpine")).Until(9),
        ["25"] = new Scenario(CreateStatefulSet).At(4.82, p => p.SetImage(Resources.StatefulSets, "web", "nginx:1.12-alpine"))
            .At(12.45, p => p.DeletePod("web-1")).At(17.08, p => p.Scale(Resources.StatefulSets, "web", 1)).Until(22.2),
        ["26"] = new Scenario(p => p.Create(Resources.DaemonSets, Agent)).At(3.46, p => p.SetImage(Resources.DaemonSets, "agent", "nginx:1.12-alpine")).Until(7.9),
        ["27"] = new Scenario(p => p.Create(Resources.Jobs, Hello)).Until(14.4),
        ["29"] = new Scenario(Nginx(3, probe: """
                "readinessProbe":{"exec":{"command":["/bin/sh","-c","test -f /tmp/ready"]},"periodSeconds":1,"failureThreshold":1},
                """), "LoadBalancer")
            .At(6, p => p.SetReady(false)).At(10.65, p => p.SetReady(true))
            .At(15.6, p => p.PatchService("""{"spec":{"selector":{"app":"other"}}}""")).At(18.4, p => p.PatchService("""{"spec":{"selector":{"app":"nginx"}}}"""))
            .At(21.05, p => p.PatchService("""{"spec":{"ports":[{"port":80,"protocol":"TCP","targetPort":8080}]}}""")).At(23.65, p => p.DeleteService()).Until(26),
        ["41"] = new Scenario(p => p.Create(Resources.ResourceQuotas, """{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"few","namespace":"default"},"spec":{"hard":{"pods":"2"}}}"""))
            .At(1.5, p => p.CreateDeployment(Nginx(3))).At(10, p => p.Patch(Resources.ResourceQuotas, "few", """{"spec":{"hard":{"pods":"5"}}}""")).Until(40),
        ["42"] = new Scenario(p => p.Create(Resources.Pods, LonePod("one"))).At(0.05, p => p.Create(Resources.Pods, LonePod("two"))).At(5, p => p.Create(Resources.ReplicaSets, LoneReplicaSet(3)))
            .At(10, p => p.Delete(Resources.ReplicaSets, "nginx-rs", PropagationPolicy.Orphan)).At(14, p => p.Create(Resources.ReplicaSets, LoneReplicaSet(2))).Until(20),
        ["43"] = new Scenario(Nginx(2, pod: "\"terminationGracePeriodSeconds\":4,", probe: """ "env":[{"name":"IGNORE_TERM","value":"1"}], """)).At(6, p => p.SetImage("nginx:1.12-alpine")).Until(22),
        ["44"] = new Scenario(Nginx(1, probe: """ "livenessProbe":{"exec":{"command":["/bin/false"]},"periodSeconds":2,"failureThreshold":2}, """)).Until(45),
        ["45"] = new Scenario(p => p.Create(Resources.Jobs, Job("\"backoffLimit\":2,", "Never", "CRASH", "1"))).Until(50),
        ["46"] = new Scenario(CreateStatefulSet).At(8, p => p.SetImage(Resources.StatefulSets, "web", "nginx:bad")).At(16, p => p.SetImage(Resources.StatefulSets, "web", "nginx:1.12-alpine")).At(20, p => p.DeletePod("web-2")).Until(36),
        ["47"] = new Scenario(Nginx(2, pod: """ "initContainers":[{"name":"prepare","image":"nginx:1.7.9","command":["sleep","1"]},{"name":"log","image":"nginx:1.7.9","restartPolicy":"Always"}], """)).At(8, p => p.SetImage("nginx:1.12-alpine")).Until(24),
        ["48"] = new Scenario(Nginx(3, extra: "\"progressDeadlineSeconds\":8,", probe: """ "readinessProbe":{"exec":{"command":["/bin/false"]},"periodSeconds":1}, """)).Until(16),
        ["49"] = new Scenario(p => p.Create(Resources.Jobs, Job(""" "completions":4,"parallelism":2,"completionMode":"Indexed", """, "Never", "EXIT0", "2"))).Until(16),
        ["50"] = new Scenario(p => p.Create(Resources.Jobs, Job("\"backoffLimit\":1,", "OnFailure", "CRASH", "1"))).Until(30),
        ["51"] = new Scenario(p => p.Create(Resources.DaemonSets, Agent)).At(5, p => p.SetImage(Resources.DaemonSets, "agent", "nginx:bad")).At(11, p => p.SetImage(Resources.DaemonSets, "agent", "nginx:1.12-alpine"))
            .At(16, p => p.Delete(Resources.DaemonSets, "agent")).Until(20),
        ["53"] = new Scenario(p => p.Create(Resources.Jobs, Job("\"completions\":1,", "Never", "A", "1"))).At(4, p => p.Patch(Resources.Jobs, "hello", """{"spec":{"suspend":true}}"""))
            .At(9, p => p.Patch(Resources.Jobs, "hello", """{"spec":{"suspend":false}}""")).At(14, p => p.Delete(Resources.Jobs, "hello")).Until(20),
    };

    private static string LonePod(string name) => """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"NAME","namespace":"default","labels":{"app":"nginx"}},"spec":{"containers":[{"name":"nginx","image":"nginx:1.7.9","ports":[{"containerPort":80}]}]}}
        """.Replace("NAME", name, StringComparison.Ordinal);

    private static string LoneReplicaSet(int replicas) => """
        {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"nginx-rs","namespace":"default"},"spec":{"replicas":REPLICAS,"selector":{"matchLabels":{"app":"nginx"}},
         "template":{"metadata":{"labels":{"app":"nginx"}},"spec":{"containers":[{"name":"nginx","image":"nginx:1.7.9","ports":[{"containerPort":80}]}]}}}}
        """.Replace("REPLICAS", replicas.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string Job(string spec, string policy, string variable, string value) => """
        {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"hello","namespace":"default"},
         "spec":{SPEC"template":{"spec":{"restartPolicy":"POLICY","containers":[{"name":"hello","image":"nginx:1.7.9","env":[{"name":"VARIABLE","value":"VALUE"}]}]}}}}
        """
        .Replace("SPEC", spec, StringComparison.Ordinal).Replace("POLICY", policy, StringComparison.Ordinal).Replace("VARIABLE", variable, StringComparison.Ordinal).Replace("VALUE", value, StringComparison.Ordinal);

    private const string Agent = """
        {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"agent","namespace":"default"},
         "spec":{"selector":{"matchLabels":{"app":"agent"}},"template":{"metadata":{"labels":{"app":"agent"}},"spec":{"containers":[{"name":"nginx","image":"nginx:1.7.9"}]}}}}
        """;

    private const string Hello = """
        {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"hello","namespace":"default"},
         "spec":{"completions":2,"parallelism":1,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"hello","image":"nginx:1.7.9","env":[{"name":"EXIT0","value":"2"}]}]}}}}
        """;

    private static void CreateStatefulSet(Play play)
    {
        play.Create(Resources.Services, """{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"default"},"spec":{"clusterIP":"None","selector":{"app":"web"},"ports":[{"port":80}]}}""");
        play.Create(Resources.StatefulSets, """
            {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"web","namespace":"default"},
             "spec":{"replicas":3,"serviceName":"web","selector":{"matchLabels":{"app":"web"}},
              "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"nginx","image":"nginx:1.7.9","ports":[{"containerPort":80}]}]}}}}
            """);
    }

    public static string Nginx(int replicas, string strategy = "{}", string extra = "", string probe = "", string name = "nginx", string pod = "") => """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"NAME","namespace":"default","labels":{"app":"nginx"}},
         "spec":{"replicas":REPLICAS,EXTRA"strategy":STRATEGY,"selector":{"matchLabels":{"app":"nginx"}},
          "template":{"metadata":{"labels":{"app":"nginx"}},"spec":{POD"containers":[{"name":"nginx","image":"nginx:1.7.9",PROBE"ports":[{"containerPort":80}]}]}}}}
        """
        .Replace("REPLICAS", replicas.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("NAME", name, StringComparison.Ordinal)
        .Replace("POD", pod, StringComparison.Ordinal)
        .Replace("PROBE", probe, StringComparison.Ordinal)
        .Replace("EXTRA", extra, StringComparison.Ordinal)
        .Replace("STRATEGY", strategy, StringComparison.Ordinal);
}
