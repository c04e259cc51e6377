using System.Net;
using Kubespy.Core.Values;

namespace Kubespy.EndToEnd;

/// <summary>What a class of tests has to itself in a cluster: a namespace, others whose names begin with its name, an API group. All of it can be removed.</summary>
internal sealed class Premises(ClusterAccess access, string name)
{
    private const string Namespaces = "/api/v1/namespaces";
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    public string Namespace => name;

    /// <summary>For definitions of kinds: they are not in a namespace.</summary>
    public string Group => $"{name}.example.com";

    /// <summary>The name of another namespace.</summary>
    public string NamespaceOf(string what) => $"{name}-{what}";

    public static string NewName() => $"kubespy-e2e-{Guid.NewGuid():N}"[..18];

    /// <summary>Returns once Pods are admitted to the namespace and its ConfigMap is there.</summary>
    public async Task CreateAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        (await SendAsync(HttpMethod.Post, Namespaces, $$"""{"metadata":{"name":"{{name}}"} }""", patience.Token)).Code.ShouldBe(HttpStatusCode.Created);
        foreach (var path in (string[])["serviceaccounts/default", "configmaps/kube-root-ca.crt"])
        {
            while ((await SendAsync(HttpMethod.Get, $"{Namespaces}/{name}/{path}", null, patience.Token)).Code != HttpStatusCode.OK)
            {
                await Task.Delay(Glance, patience.Token);
            }
        }
    }

    /// <summary>Returns once all of it has been asked to go: a namespace takes its time.</summary>
    public async Task RemoveAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        foreach (var name in (await NamesAsync(Definitions, patience.Token)).Where(n => n.EndsWith("." + Group, StringComparison.Ordinal)))
        {
            await SendAsync(HttpMethod.Delete, $"{Definitions}/{name}", null, patience.Token);
        }

        foreach (var name in (await NamesAsync(Namespaces, patience.Token)).Where(n => n == name || n.StartsWith(name + "-", StringComparison.Ordinal)))
        {
            await SendAsync(HttpMethod.Delete, $"{Namespaces}/{name}", null, patience.Token);
        }
    }

    private async Task<IEnumerable<string>> NamesAsync(string path, CancellationToken cancellation) =>
        (await SendAsync(HttpMethod.Get, path, null, cancellation)).Body.ListAt("items").Select(o => o.StringAt("metadata", "name")).OfType<string>();

    private async Task<(HttpStatusCode Code, Value Body)> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellation)
    {
        using var answer = await access.SendAsync(method, path, "application/json", body, cancellation);
        return (answer.StatusCode, ValueReader.Read(await answer.Content.ReadAsByteArrayAsync(cancellation)));
    }
}
