using System.Text;
using k8s.Models;

namespace Kubespy.Testing.Tests;

internal static class Given
{
    public const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    public static V1Deployment Deployment(string name, int replicas, string image = "nginx:1.27") => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["app"] = name } },
        Spec = new V1DeploymentSpec
        {
            Replicas = replicas,
            Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = name } },
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string> { ["app"] = name } },
                Spec = new V1PodSpec { Containers = [new V1Container { Name = "main", Image = image }] },
            },
        },
    };

    public static V1ConfigMap ConfigMap(string name, string value = "1") => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Data = new Dictionary<string, string> { ["value"] = value },
    };

    public static HttpClient HttpClient(this TestCluster cluster, string name = "") => new(cluster.CreateHandler(name)) { BaseAddress = cluster.Address };

    public static StringContent Body(string configMap) => new($$$"""{"metadata":{"name":"{{{configMap}}}"}}""", Encoding.UTF8, "application/json");

    public static async Task CreateAsync(this HttpClient client, string configMap, CancellationToken cancellation)
    {
        using var body = Body(configMap);
        using var created = await client.PostAsync(new Uri(ConfigMaps, UriKind.Relative), body, cancellation);
        created.EnsureSuccessStatusCode();
    }

    public static async Task<bool> HasAsync(this HttpClient client, string configMap, CancellationToken cancellation)
    {
        using var found = await client.GetAsync(new Uri($"{ConfigMaps}/{configMap}", UriKind.Relative), cancellation);
        return found.IsSuccessStatusCode;
    }
}
