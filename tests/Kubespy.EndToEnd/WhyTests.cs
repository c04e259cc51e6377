using System.Text.RegularExpressions;

namespace Kubespy.EndToEnd;

/// <summary><c>kubespy why</c> against a server: what kubectl has done, and what is said of it.</summary>
public sealed class WhyTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task A_bad_image_is_told_with_what_still_serves_and_who_changed_it()
    {
        (await cluster.KubectlAsync("create", "deployment", "shop", "--image=nginx:1", "--replicas=2")).Code.ShouldBe(0);
        (await cluster.KubespyAsync("trace", "deploy/shop", "--until", "complete", "--timeout", "90s")).Code.ShouldBe(0);
        var well = await cluster.KubespyAsync("why", "deploy/shop");
        (well.Code, well.Output.Split('\n')[0]).ShouldBe((0, "Complete: nothing is wrong. Revision 1 serves, 2/2."));

        (await cluster.KubectlAsync("set", "image", "deploy/shop", "nginx=nginx:bad")).Code.ShouldBe(0);
        (await cluster.KubespyAsync("trace", "deploy/shop", "--until", "complete", "--timeout", "90s")).Code.ShouldBe(1);
        var why = await cluster.KubespyAsync("explain", "deployment", "shop");
        why.Code.ShouldBe(1, why.Output + why.Error);
        why.Output.Split('\n')[0].ShouldMatch(Stuck);
        why.Output.ShouldContain("revision 2, image 1 → bad via kubectl-set");
        why.Output.ShouldContain("Remedy: correct the image, or: kubectl rollout undo deployment/shop");
        why.Output.ShouldContain("Not knowable now: who ran kubectl-");

        var all = await cluster.KubespyAsync("why", "-A");
        all.Code.ShouldBe(1, all.Error);
        all.Output.Split('\n')[0].ShouldMatch("^([0-9]+ of [0-9]+ [A-Z].* and )?[0-9]+ of [0-9]+ Deployments?( .*)? needs? you$", "there may be others");
        var own = await cluster.KubespyAsync("why");
        (own.Code, own.Output.Split('\n')[0]).ShouldBe((1, "1 of 1 Deployment needs you"));
        all.Output.ShouldContain("image nginx:bad not found; 2/2 still available");
        (await cluster.KubespyAsync("why", "-A", "-o", "json")).Output.ShouldStartWith("""{"type":"overview","time":""");

        var some = await cluster.KubespyAsync("why", "deploy", "sh.*", "-A");
        some.Code.ShouldBe(1, some.Error);
        some.Output.Split('\n')[0].ShouldMatch(Stuck);
        var none = await cluster.KubespyAsync("why", "deploy", "x.*");
        (none.Code, none.Error).ShouldBe((2, $"kubespy: no deployments match x.* in namespace {cluster.Namespace}\n  list them: kubectl get deployments -A\n"));
        (await cluster.KubespyAsync("why", "pod", "-l", "app=shop", "-o", "json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);

        (await cluster.KubectlAsync("delete", "deployment", "shop")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task What_does_not_exist_or_is_not_understood_is_said_with_what_to_do()
    {
        var absent = await cluster.KubespyAsync("why", "deploy/nowhere", "-n", "kube-system");
        (absent.Code, absent.Error).ShouldBe((2, "kubespy: deploy/nowhere does not exist in namespace kube-system\n  list them: kubectl get deployments -n kube-system\n"));
        var option = await cluster.KubespyAsync("why", "-o", "xml");
        (option.Code, option.Error).ShouldBe((2, "kubespy: --output is text, json or md, not xml\n  see: kubespy why --help\n"));
    }

    [Fact]
    public async Task Several_contexts_are_told_one_after_the_other_and_one_that_is_lost_does_not_hide_the_others()
    {
        var (name, three) = (cluster.Context.Name, Path.Combine(Path.GetDirectoryName(cluster.Kubeconfig)!, "three"));
        File.Copy(cluster.Kubeconfig, three);
        await ConfigureAsync("set-cluster", "lost", "--server=https://127.0.0.1:1");
        await ConfigureAsync("set-context", "lost", "--cluster=lost");
        await ConfigureAsync("set-context", "second", $"--cluster={await EntryAsync("cluster")}", $"--user={await EntryAsync("user")}");
        var empty = cluster.NamespaceOf("empty");
        (await cluster.KubectlAsync("create", "namespace", empty)).Code.ShouldBe(0);
        var all = await cluster.KubespyAsync("why", "-n", empty, "--kubeconfig", three, "--context", name, "--context", "lost", "--context", "second");
        all.Code.ShouldBe(4, all.Output + all.Error);
        all.Output.ShouldMatch($"^{Regex.Escape(name)}\n{Well}\n\nlost\n\nsecond\n{Well}\n$");
        all.Error.ShouldStartWith("kubespy: lost: no answer from https://127.0.0.1:1");
        var unknown = await cluster.KubespyAsync("why", "--context", "nowhere");
        unknown.Code.ShouldBe(2, unknown.Error);

        async Task ConfigureAsync(params string[] words) => (await cluster.KubectlAsync(["config", .. words, "--kubeconfig", three])).Code.ShouldBe(0);
        async Task<string> EntryAsync(string what) => (await cluster.KubectlAsync("config", "view", "-o", $"jsonpath={{.contexts[0].context.{what}}}")).Output;
    }

    /// <summary>Within a second of its having come up (the precision of Kubernetes' times) it cannot be said that it kept serving.</summary>
    private const string Stuck = "^Stuck: image nginx:bad not found\\. Revision 1 (kept serving|serves), 2/2\\.$";

    private const string Well = "All is well: [0-9]+ Nodes?\\.";

    [Fact]
    public async Task The_log_of_a_crashing_container_is_shown()
    {
        (await cluster.KubectlAsync("run", "broken", "--image=nginx:1", "--command", "--", "sh", "-c", "echo there is no database; exit 1")).Code.ShouldBe(0);
        (await cluster.KubectlAsync("wait", "--for=jsonpath={.status.containerStatuses[0].restartCount}=2", "pod/broken", "--timeout=120s")).Code.ShouldBe(0);
        // A container that has just come back is not said to crash.
        (await cluster.KubectlAsync("wait", "--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=CrashLoopBackOff", "pod/broken", "--timeout=120s")).Code.ShouldBe(0);
        var why = await cluster.KubespyAsync("why", "pod/broken");
        why.Code.ShouldBe(1, why.Output + why.Error);
        why.Output.ShouldContain("container broken keeps crashing (exit code 1)");
        why.Output.ShouldContain("    | there is no database");
        (await cluster.KubespyAsync("why", "pod/broken", "--logs", "none")).Output.ShouldNotContain("there is no database");
        (await cluster.KubectlAsync("delete", "pod", "broken", "--now")).Code.ShouldBe(0);
    }
}
