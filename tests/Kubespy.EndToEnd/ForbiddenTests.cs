using System.Net;
using System.Text;

namespace Kubespy.EndToEnd;

/// <summary>A server that forbids: said once with what is missing, exit code 5 where nothing is left to see.</summary>
public sealed class ForbiddenTests : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _requests = new();
    private readonly string _kubeconfig = Path.Combine(Path.GetTempPath(), $"kubespy-{Guid.NewGuid():N}");

    public ForbiddenTests()
    {
        NamedCluster.SkipBecause("it has a server of its own");
        using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        free.Stop();
        _listener.Prefixes.Add(address);
        _listener.Start();
        _ = ServeAsync();
        File.WriteAllText(_kubeconfig, "{current-context: a, contexts: [{name: a, context: {cluster: c}}], clusters: [{name: c, cluster: {server: '" + address + "'}}]}");
    }

    public void Dispose()
    {
        ((IDisposable)_listener).Dispose();
        File.Delete(_kubeconfig);
    }

    [Fact]
    public async Task Nothing_to_see_ends_with_its_reason()
    {
        await using var changes = new RunningKubespy(_kubeconfig, "changes", "pods");
        await changes.UntilAsync("kubectl auth can-i watch pods");
        changes.Error.ShouldStartWith("kubespy: pods is forbidden: User \"jane\" cannot list resource \"pods\"");
        (await changes.EndAsync()).ShouldBe(5);
    }

    [Fact]
    public async Task The_rest_is_observed()
    {
        await using var changes = new RunningKubespy(_kubeconfig, "changes", "pods,configmaps");
        await changes.UntilAsync("pods is forbidden");
        await changes.UntilAsync("CREATED   configmap/seen");
        (await changes.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task One_object_costs_the_server_one_narrow_list_and_one_narrow_watch()
    {
        await using var status = new RunningKubespy(_kubeconfig, "status", "configmap", "seen");
        await status.UntilAsync("CREATED   configmap/seen");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (_requests.Count < 2)
        {
            await Task.Delay(20, patience.Token);
        }

        await status.StopAsync();
        _requests.Count.ShouldBe(2);
        _requests.ShouldAllBe(r => r.StartsWith("/api/v1/namespaces/default/configmaps?", StringComparison.Ordinal) && r.Contains("fieldSelector=metadata.name%3Dseen", StringComparison.Ordinal));
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                _requests.Enqueue(context.Request.Url!.PathAndQuery);
                var isForbidden = context.Request.Url.AbsolutePath.EndsWith("/pods", StringComparison.Ordinal);
                context.Response.StatusCode = isForbidden ? 403 : 200;
                context.Response.SendChunked = true;
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(
                    isForbidden ? """{"kind":"Status","message":"pods is forbidden: User \"jane\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"","code":403}"""
                    : context.Request.Url.Query.Contains("watch", StringComparison.Ordinal) ? "\n"
                    : """{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"seen","namespace":"default","uid":"u","resourceVersion":"1"}}]}"""));
                await context.Response.OutputStream.FlushAsync();
                if (isForbidden || !context.Request.Url.Query.Contains("watch", StringComparison.Ordinal))
                {
                    context.Response.Close();
                }
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }
}
