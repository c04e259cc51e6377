using k8s;
using k8s.Models;

namespace WebsiteOperator;

/// <summary>A website: an image that serves it, so many times. The operator keeps a Deployment for it.</summary>
internal sealed class Website : IKubernetesObject<V1ObjectMeta>
{
    public const string Group = "example.com";
    public const string Version = "v1";
    public const string Plural = "websites";

    public string ApiVersion { get; set; } = $"{Group}/{Version}";

    public string Kind { get; set; } = nameof(Website);

    public V1ObjectMeta Metadata { get; set; } = new();

    public WebsiteSpec Spec { get; set; } = new();

    public WebsiteStatus? Status { get; set; }

    /// <summary>What makes a cluster know Websites.</summary>
    public static V1CustomResourceDefinition Definition
    {
        get
        {
            using var yaml = new StreamReader(typeof(Website).Assembly.GetManifestResourceStream("websites.yaml")!);
            return KubernetesYaml.Deserialize<V1CustomResourceDefinition>(yaml.ReadToEnd());
        }
    }
}
