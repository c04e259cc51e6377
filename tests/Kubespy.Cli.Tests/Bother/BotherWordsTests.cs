using Kubespy.Cli.Bother;
using Kubespy.Client;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Tests.Bother;

/// <summary>Who is meant, what kubectl would have been told, and what is said where nothing can be done.</summary>
public sealed class BotherWordsTests
{
    private static readonly Kubectl Plain = new("default", "default", "");

    [Theory]
    [InlineData("deploy/web", "Deployment", "web")]
    [InlineData("deployment web", "Deployment", "web")]
    [InlineData("rs/web-1", "ReplicaSet", "web-1")]
    [InlineData("po/web-1-2", "Pod", "web-1-2")]
    public void Whom_it_is_to_meet(string words, string kind, string name) =>
        BotherTarget.Parse(words.Split(' '), isNode: false).ShouldBe(new BotherTarget(kind, name));

    [Theory]
    [InlineData("node-2")]
    [InlineData("node/node-2")]
    [InlineData("no node-2")]
    public void Which_node(string words) => BotherTarget.Parse(words.Split(' '), isNode: true).ShouldBe(new BotherTarget("Node", "node-2"));

    [Theory]
    [InlineData("web", false)]
    [InlineData("svc/web", false)]
    [InlineData("node/node-1", false)]
    [InlineData("deploy/", false)]
    [InlineData("deploy/a/b", false)]
    [InlineData("deploy/a deploy/b", false)]
    [InlineData("pod/web", true)]
    public void What_cannot_be_bothered(string words, bool isNode) =>
        Should.Throw<FormatException>(() => BotherTarget.Parse(words.Split(' '), isNode)).Message.ShouldContain("give ");

    [Theory]
    [InlineData("nginx:1.7", "nginx:1.7")]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("$(rm -r /)", "'$(rm -r /)'")]
    public void What_a_shell_reads_back_as_it_was(string text, string quoted) => Kubectl.Quote(text).ShouldBe(quoted);

    [Fact]
    public void A_command_says_what_kubectl_would_not_know()
    {
        Plain.In("get pods").ShouldBe("kubectl get pods");
        new Kubectl("team", "default", " --kubeconfig /k").In("get pods").ShouldBe("kubectl get pods -n team --kubeconfig /k");
        new Kubectl("team", "default", " --kubeconfig /k").Of("get nodes").ShouldBe("kubectl get nodes --kubeconfig /k");
    }

    [Theory]
    [InlineData("nginx", "nginx:bad")]
    [InlineData("nginx:1", "nginx:bad")]
    [InlineData("host:5000/nginx", "host:5000/nginx:bad")]
    [InlineData("host:5000/nginx:1", "host:5000/nginx:bad")]
    [InlineData("nginx@sha256:00", "nginx:bad")]
    public void A_bad_image_is_another_tag_of_the_same(string image, string bad) =>
        TemplateMischief.BadImage(Scene("Deployment", """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"IT"}]}}}}""".Replace("IT", image, StringComparison.Ordinal)), null, Plain)
            .Command.ShouldBe($"kubectl set image deploy/web c={bad}");

    [Theory]
    [InlineData("kill", "there is no Deployment in namespace default to bother", "make one: kubectl create deployment nginx --image=nginx --replicas=3, or say where with -n")]
    [InlineData("bad-image", "there is no Deployment in namespace default to bother", "make one: kubectl create deployment nginx --image=nginx --replicas=3, or say where with -n")]
    [InlineData("node-down", "all nodes are down", "bring them back: kubespy cluster bother node-up")]
    [InlineData("node-up", "no node is down", "switch one off: kubespy cluster bother node-down")]
    public void Where_there_is_nothing_to_bother_it_says_how_to_change_that(string mischief, string message, string remedy)
    {
        var refusal = Should.Throw<ClusterException>(() => Plan(mischief, new BotherScene("default"), null));
        (refusal.Message, refusal.Remedy).ShouldBe((message, remedy));
    }

    [Fact]
    public void A_name_that_is_nearly_one_is_asked_for()
    {
        var scene = Scene("Deployment", """{"spec":{}}""");
        Should.Throw<ClusterException>(() => Plan("kill", scene, new BotherTarget("Deployment", "webb"))).Remedy.ShouldContain("web");
        Should.Throw<ClusterException>(() => Plan("kill", scene, null)).Message.ShouldBe("deploy/web in namespace default has no Pod that runs or is to run");
        Should.Throw<FormatException>(() => Plan("bad-image", scene, new BotherTarget("Pod", "web"))).Message.ShouldContain("give deploy/NAME");
    }

    [Fact]
    public void A_Pod_without_a_readiness_probe_cannot_be_made_unready_and_it_says_how_to_give_it_one()
    {
        var scene = new BotherScene("default")
        {
            Deployments = [Object("Deployment", "web", "", "{}")],
            ReplicaSets = [Object("ReplicaSet", "web-1", "web", "{}")],
            Pods = [Object("Pod", "web-1-a", "web-1", """{"spec":{"containers":[{"name":"c"}]},"status":{"phase":"Running"}}""")],
        };
        var refusal = Should.Throw<ClusterException>(() => Plan("unready", scene, null));
        refusal.Message.ShouldBe("pod/web-1-a has no readiness probe: while its containers run it is ready, on any cluster");
        refusal.Remedy.ShouldBe("""give it one: kubectl patch deploy web -p '{"spec":{"template":{"spec":{"containers":[{"name":"c","readinessProbe":{"periodSeconds":2,"tcpSocket":{"port":80}}}]}}}}'""");
    }

    [Fact]
    public void Whom_chance_meets_follows_from_the_seed_and_is_one_that_serves()
    {
        string[] names = ["a", "b", "c", "d"];
        var scene = new BotherScene("default")
        {
            Deployments = [Object("Deployment", "web", "", "{}")],
            ReplicaSets = [Object("ReplicaSet", "web-1", "web", "{}")],
            Pods =
            [
                .. names.Select(n => Object("Pod", n, "web-1", """{"spec":{},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""")),
                Object("Pod", "e", "web-1", """{"spec":{},"status":{"phase":"Pending"}}"""),
            ],
        };
        string Met(int seed) => PodMischief.Kill(scene, null, new Random(seed), Plain).Command;

        var met = Enumerable.Range(0, 50).Select(Met).ToArray();
        met.ShouldBe(Enumerable.Range(0, 50).Select(Met));
        met.Distinct().Order(StringComparer.Ordinal).ShouldBe(names.Select(n => $"kubectl delete pod {n}"));
    }

    private static IReadOnlyList<Deed> Plan(string mischief, BotherScene scene, BotherTarget? target) =>
        Mischief.All.Single(m => m.Name == mischief).Plan(scene, target, new Random(1), Plain);

    private static BotherScene Scene(string kind, string body) => new("default") { Deployments = [Object(kind, "web", "", body)] };

    /// <summary>Its uid is its name.</summary>
    private static KubeObject Object(string kind, string name, string owner, string body)
    {
        var metadata = MapValue.Of(("name", name), ("namespace", "default"), ("uid", name));
        if (owner.Length > 0)
        {
            metadata = metadata.With("ownerReferences", ListValue.Of([MapValue.Of(("uid", owner), ("name", owner), ("controller", true))]));
        }

        return new KubeObject(((MapValue)ValueReader.Read(body)).With("kind", kind).With("metadata", metadata));
    }
}
