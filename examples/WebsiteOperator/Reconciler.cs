using k8s;
using k8s.Models;

namespace WebsiteOperator;

/// <summary>Makes a Website's Deployment what the Website asks for, and the Website's status what the Deployment is.</summary>
/// <param name="client">Writes.</param>
/// <param name="findWebsite">By namespace/name, in the cache; null where there is none.</param>
/// <param name="findDeployment">By namespace/name, in the cache; null where there is none.</param>
internal sealed class Reconciler(IKubernetes client, Func<string, Website?> findWebsite, Func<string, V1Deployment?> findDeployment)
{
    public const string Label = "example.com/website";

    public async Task ReconcileAsync(string key, CancellationToken cancellation)
    {
        if (findWebsite(key) is not { } website || website.Metadata.DeletionTimestamp is not null)
        {
            return; // Its Deployment is the garbage collector's.
        }

        var deployment = await ReconcileDeploymentAsync(website, findDeployment(key), cancellation);
        var isDone = deployment.Status?.ObservedGeneration == deployment.Metadata.Generation
            && (deployment.Status?.UpdatedReplicas ?? 0) == website.Spec.Replicas
            && (deployment.Status?.Replicas ?? 0) == website.Spec.Replicas
            && (deployment.Status?.ReadyReplicas ?? 0) == website.Spec.Replicas;
        var status = new WebsiteStatus
        {
            ObservedGeneration = website.Metadata.Generation ?? 0,
            ReadyReplicas = deployment.Status?.ReadyReplicas ?? 0,
            Phase = isDone ? "Ready" : "Progressing",
        };
        if (status != website.Status)
        {
            await client.CustomObjects.ReplaceNamespacedCustomObjectStatusAsync<Website>(
                new Website { Metadata = website.Metadata, Spec = website.Spec, Status = status },
                Website.Group, Website.Version, website.Metadata.NamespaceProperty, Website.Plural, website.Metadata.Name, cancellationToken: cancellation);
        }
    }

    private async Task<V1Deployment> ReconcileDeploymentAsync(Website website, V1Deployment? current, CancellationToken cancellation)
    {
        if (current is null)
        {
            return await client.AppsV1.CreateNamespacedDeploymentAsync(New(website), website.Metadata.NamespaceProperty, cancellationToken: cancellation);
        }

        var container = current.Spec.Template.Spec.Containers[0];
        if (container.Image == website.Spec.Image && current.Spec.Replicas == website.Spec.Replicas)
        {
            return current;
        }

        // A copy: what lies in the cache is what the cluster has said, and stays so if this is refused.
        var changed = KubernetesJson.Deserialize<V1Deployment>(KubernetesJson.Serialize(current));
        changed.Spec.Template.Spec.Containers[0].Image = website.Spec.Image;
        changed.Spec.Replicas = website.Spec.Replicas;
        return await client.AppsV1.ReplaceNamespacedDeploymentAsync(
            changed, changed.Metadata.Name, changed.Metadata.NamespaceProperty, cancellationToken: cancellation);
    }

    private static V1Deployment New(Website website)
    {
        var labels = new Dictionary<string, string> { [Label] = website.Metadata.Name };
        return new V1Deployment
        {
            Metadata = new V1ObjectMeta
            {
                Name = website.Metadata.Name,
                Labels = labels,
                OwnerReferences =
                [
                    new V1OwnerReference { ApiVersion = website.ApiVersion, Kind = website.Kind, Name = website.Metadata.Name, Uid = website.Metadata.Uid, Controller = true },
                ],
            },
            Spec = new V1DeploymentSpec
            {
                Replicas = website.Spec.Replicas,
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec { Containers = [new V1Container { Name = "site", Image = website.Spec.Image }] },
                },
            },
        };
    }
}
