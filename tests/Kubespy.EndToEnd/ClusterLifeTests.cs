namespace Kubespy.EndToEnd;

/// <summary>Clusters that people use: started, looked at, killed, started again where they were, stopped; with stock kubectl.</summary>
public sealed class ClusterLifeTests
{
    public ClusterLifeTests() => NamedCluster.SkipBecause("it starts embedded clusters of its own");

    [Fact]
    public async Task A_kept_cluster_that_is_killed_goes_on_with_all_that_was_acknowledged()
    {
        await using var machine = new LocalClusters();
        var started = await machine.KubespyAsync("cluster", "start", "--detach", "--name", "dev", "--persist", machine.Data);
        started.Code.ShouldBe(0, started.Error);
        started.Output.ShouldContain("kept in " + machine.Data);
        (await machine.KubectlAsync("dev", "create", "deployment", "web", "--image=nginx", "--replicas=3")).Code.ShouldBe(0);
        (await machine.KubectlAsync("dev", "rollout", "status", "deployment", "web")).Code.ShouldBe(0);
        var created = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => machine.KubectlAsync("dev", "create", "configmap", $"c{i}", "-o", "jsonpath={.metadata.uid} {.metadata.resourceVersion}")));
        var old = (await machine.KubectlAsync("dev", "get", "deployment", "web", "-o", "jsonpath={.metadata.resourceVersion}")).Output;

        await machine.KillAsync("dev");
        var status = await machine.KubespyAsync("cluster", "status", "dev");
        status.Code.ShouldBe(1);
        status.Output.ShouldContain("ended without being asked to");
        started = await machine.KubespyAsync("cluster", "start", "--detach", "--name", "dev", "--persist", machine.Data);

        started.Code.ShouldBe(0, started.Error);
        started.Output.ShouldContain("goes on at revision ");
        for (var i = 0; i < created.Length; i++)
        {
            var again = await machine.KubectlAsync("dev", "get", "configmap", $"c{i}", "-o", "jsonpath={.metadata.uid} {.metadata.resourceVersion}");
            again.Output.ShouldBe(created[i].Output);
        }

        (await machine.KubectlAsync("dev", "scale", "deployment", "web", "--replicas=5")).Code.ShouldBe(0);
        (await machine.KubectlAsync("dev", "rollout", "status", "deployment", "web")).Code.ShouldBe(0);
        var events = await machine.KubectlAsync("dev", "get", "--raw", $"/apis/apps/v1/namespaces/default/deployments?watch=1&timeoutSeconds=1&resourceVersion={old}");
        events.Output.ShouldContain("\"replicas\":5");
        events.Output.ShouldNotContain("\"ADDED\"");
        events.Output.ShouldNotContain("\"ERROR\"");
        var ancient = await machine.KubectlAsync("dev", "get", "--raw", "/api/v1/configmaps?watch=1&timeoutSeconds=1&resourceVersion=2");
        ancient.Output.ShouldContain("\"code\":410");

        var stopped = await machine.KubespyAsync("cluster", "stop", "dev");
        stopped.Output.ShouldContain("dev stopped; it is kept in " + machine.Data);
        (await machine.KubespyAsync("cluster", "status", "dev")).Code.ShouldBe(1);
    }

    [Fact]
    public async Task A_torn_end_of_the_log_is_said_at_the_start()
    {
        await using var machine = new LocalClusters();
        (await machine.KubespyAsync("cluster", "start", "-d", "--persist", machine.Data)).Code.ShouldBe(0);
        (await machine.KubespyAsync("cluster", "stop")).Code.ShouldBe(0);
        var log = Directory.GetFiles(machine.Data, "log-*").Single();
        await using (var file = new FileStream(log, FileMode.Open))
        {
            file.SetLength(file.Length - 3);
        }

        var started = await machine.KubespyAsync("cluster", "start", "-d", "--persist", machine.Data);

        started.Code.ShouldBe(0, started.Error);
        started.Output.ShouldContain($"bytes off the end of {log}");
    }

    [Fact]
    public async Task Clusters_run_side_by_side_and_what_is_taken_is_refused_with_a_way_out()
    {
        await using var machine = new LocalClusters();
        var first = await machine.KubespyAsync("cluster", "start", "-d", "--name", "a", "--persist", machine.Data);
        (await machine.KubespyAsync("cluster", "start", "-d", "--name", "b")).Code.ShouldBe(0);
        (await machine.KubectlAsync("a", "create", "namespace", "only-a")).Code.ShouldBe(0);
        (await machine.KubectlAsync("b", "get", "namespace", "only-a")).Error.ShouldContain("NotFound");
        var both = await machine.KubespyAsync("cluster", "status");
        both.Code.ShouldBe(0);
        both.Output.ShouldContain("a  running for ");
        both.Output.ShouldContain("b  running for ");

        var sameName = await machine.KubespyAsync("cluster", "start", "-d", "--name", "a");
        var sameFolder = await machine.KubespyAsync("cluster", "start", "--name", "c", "--persist", machine.Data);
        var port = new Uri(first.Output.Split(' ')[1]).Port;
        var samePort = await machine.KubespyAsync("cluster", "start", "-d", "--name", "c", $"--port={port}");
        var otherData = await machine.KubespyAsync("cluster", "start", "--persist", machine.PathOf("state"));

        sameName.ShouldBe(new(1, "", "kubespy: a cluster named a runs already: stop it (kubespy cluster stop a), or give this one another --name\n"));
        sameFolder.ShouldBe(new(1, "", $"kubespy: the folder {machine.Data} is in use by another cluster: name another folder, or stop that one (kubespy cluster status)\n"));
        samePort.Code.ShouldBe(1);
        samePort.Error.ShouldContain("address already in use; try another --port");
        otherData.Error.ShouldContain("holds something else");
        (await machine.KubespyAsync("cluster", "stop", "--all")).Output.ShouldContain("b stopped");
        (await machine.KubespyAsync("cluster", "status")).Output.ShouldContain("no cluster runs under a name");
    }

    [Fact]
    public async Task Nobody_else_on_the_machine_can_read_what_admits_to_a_cluster()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes");
        await using var machine = new LocalClusters();
        (await machine.KubespyAsync("cluster", "start", "-d", "--persist", machine.Data)).Code.ShouldBe(0);

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        var paths = Directory.GetFiles(machine.Data).Append(machine.Data).Append(machine.KubeconfigOf("default")).Append(Path.GetDirectoryName(machine.KubeconfigOf("default"))!);
        foreach (var path in paths)
        {
#pragma warning disable CA1416 // Skipped above.
            (File.GetUnixFileMode(path) & others).ShouldBe(UnixFileMode.None, path);
#pragma warning restore CA1416
        }
    }
}
