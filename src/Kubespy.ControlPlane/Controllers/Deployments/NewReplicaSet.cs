using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Deployments;

/// <summary>
/// Finds or makes the ReplicaSet of a Deployment's present template, and keeps the revision on both
/// (getNewReplicaSet in pkg/controller/deployment/sync.go).
/// </summary>
internal sealed class NewReplicaSet(EventLoop loop, ApiClient client, EventRecorder recorder, IReadOnlyList<KubeObject> owned, Informer replicaSets)
{
    private const int MaxNameLength = 253;

    /// <summary>The oldest ReplicaSet whose template is the Deployment's, the hash label aside.</summary>
    public KubeObject? FindExisting(KubeObject deployment)
    {
        var template = DeploymentView.Of(deployment).Template;
        return owned.Order(CreationOrder.Instance).FirstOrDefault(rs => IsSameTemplate(ReplicaSetView.Of(rs).Template, template));
    }

    /// <summary>The Deployment with the revision it was given, and the ReplicaSet; null where there is none and none was to be made.</summary>
    public async Task<(KubeObject Deployment, KubeObject? Newest)> SyncAsync(KubeObject deployment, KubeObject? existing, IReadOnlyList<KubeObject> old, bool create)
    {
        var revision = old.Select(rs => ReplicaSetView.Of(rs).Revision).DefaultIfEmpty(0).Max() + 1;
        if (existing is not null)
        {
            return await SyncExistingAsync(deployment, existing, revision);
        }

        return create ? await CreateAsync(deployment, old, revision) : (deployment, null);
    }

    public static bool IsSameTemplate(MapValue a, MapValue b) => PodTemplate.WithoutHash(a).Equals(PodTemplate.WithoutHash(b));

    private async Task<(KubeObject Deployment, KubeObject? Newest)> SyncExistingAsync(KubeObject deployment, KubeObject existing, long revision)
    {
        var view = DeploymentView.Of(deployment);
        var annotated = DeploymentAnnotations.ForNewReplicaSet(deployment, existing, revision, exists: true);
        if (!ReferenceEquals(annotated, existing) || (existing.Root.Int64At("spec", "minReadySeconds") ?? 0) != view.MinReadySeconds)
        {
            var updated = annotated.With("spec", annotated.Spec!.With("minReadySeconds", view.MinReadySeconds));
            return (deployment, await client.UpdateAsync(Resources.ReplicaSets, updated));
        }

        var next = deployment.WithAnnotation(DeploymentAnnotations.Revision, existing.Annotation(DeploymentAnnotations.Revision));
        if (view.ProgressDeadline is not null && Progressing(deployment) is null)
        {
            next = WithProgressing(next, "FoundNewReplicaSet", $"Found new replica set \"{existing.Name}\"");
        }

        return (await WriteAsync(deployment, next), existing);
    }

    private async Task<(KubeObject Deployment, KubeObject? Newest)> CreateAsync(KubeObject deployment, IReadOnlyList<KubeObject> old, long revision)
    {
        var view = DeploymentView.Of(deployment);
        var wanted = Build(deployment, view, old, revision);
        KubeObject created;
        var isNew = true;
        try
        {
            created = await client.CreateAsync(Resources.ReplicaSets, wanted);
        }
        catch (ApiException e) when (e.IsAlreadyExists)
        {
            created = await FindTakenAsync(deployment, wanted, e);
            isNew = false;
        }
        catch (ApiException e) when (!NamespaceTermination.IsCauseOf(e))
        {
            await ReportFailureAsync(deployment, wanted, e);
            throw;
        }

        var replicas = ReplicaSetView.Of(created).Replicas;
        if (isNew && replicas > 0)
        {
            recorder.Event(deployment, "Normal", "ScalingReplicaSet", $"Scaled up replica set {created.Name} from 0 to {replicas}");
        }

        var next = deployment.WithAnnotation(DeploymentAnnotations.Revision, DeploymentAnnotations.Text(revision));
        if (isNew && view.ProgressDeadline is not null)
        {
            next = WithProgressing(next, "NewReplicaSetCreated", $"Created new replica set \"{created.Name}\"");
        }

        return (await WriteAsync(deployment, next), created);
    }

    /// <summary>A long Deployment name is cut so that the whole stays a valid name.</summary>
    private static string NameOf(KubeObject deployment, string hash)
    {
        var longest = MaxNameLength - hash.Length - 1;
        return $"{(deployment.Name.Length > longest ? deployment.Name[..longest] : deployment.Name)}-{hash}";
    }

    private static KubeObject Build(KubeObject deployment, DeploymentView view, IReadOnlyList<KubeObject> old, long revision)
    {
        var hash = PodTemplateHash.Compute(view.Template, deployment.Status?["collisionCount"]?.AsInt64());
        var labels = (view.Template.MapAt("metadata", "labels") ?? MapValue.Empty).With(PodTemplate.HashLabel, hash);
        var selector = deployment.Root.MapAt("spec", "selector") ?? MapValue.Empty;
        var built = new KubeObject(MapValue.Of(
            ("kind", "ReplicaSet"),
            ("apiVersion", "apps/v1"),
            ("metadata", MapValue.Of(
                ("name", NameOf(deployment, hash)),
                ("namespace", deployment.Namespace),
                ("labels", labels),
                ("ownerReferences", ListValue.Of([OwnerReference.ControllerOf(deployment).ToValue()])))),
            ("spec", MapValue.Of(
                ("replicas", Rollout.NewReplicaCount(view, old.Select(ReplicaSetView.Of), 0)),
                ("minReadySeconds", view.MinReadySeconds),
                ("selector", selector.With("matchLabels", (selector.MapAt("matchLabels") ?? MapValue.Empty).With(PodTemplate.HashLabel, hash))),
                ("template", view.Template.WithAt(["metadata", "labels"], labels))))));
        return DeploymentAnnotations.ForNewReplicaSet(deployment, built, revision, exists: false);
    }

    /// <summary>
    /// The ReplicaSet that has the name, as the cache knows it, where it is this Deployment's and of this template: an earlier sync made it.
    /// Otherwise another template has this hash, and the next sync hashes with one more collision counted.
    /// </summary>
    private async Task<KubeObject> FindTakenAsync(KubeObject deployment, KubeObject wanted, ApiException refusal)
    {
        var taken = replicaSets.Get(wanted.Key) ?? throw new ApiException(ApiStatus.NotFound(Resources.ReplicaSets, wanted.Name));
        if (taken.ControllerRef?.Uid == deployment.Uid && IsSameTemplate(ReplicaSetView.Of(taken).Template, DeploymentView.Of(deployment).Template))
        {
            return taken;
        }

        var count = deployment.Status?["collisionCount"]?.AsInt64() ?? 0;
        await TryWriteAsync(deployment.With("status", (deployment.Status ?? MapValue.Empty).With("collisionCount", count + 1)));
        throw refusal;
    }

    private async Task ReportFailureAsync(KubeObject deployment, KubeObject wanted, ApiException refusal)
    {
        var message = string.Create(CultureInfo.InvariantCulture, $"Failed to create new replica set \"{wanted.Name}\": {refusal.Status.Message}");
        if (DeploymentView.Of(deployment).ProgressDeadline is not null)
        {
            await TryWriteAsync(WithProgressing(deployment, "ReplicaSetCreateError", message, "False"));
        }

        recorder.Event(deployment, "Warning", "ReplicaSetCreateError", message);
    }

    private KubeObject WithProgressing(KubeObject deployment, string reason, string message, string status = "True")
    {
        var condition = DeploymentConditions.New(DeploymentConditions.Progressing, status, reason, message, loop.Now);
        var conditions = DeploymentConditions.Set(deployment.Root.ListAt("status", "conditions"), condition);
        return deployment.With("status", (deployment.Status ?? MapValue.Empty).With("conditions", conditions));
    }

    /// <summary>
    /// Writes what changed. The result keeps the old revision, as the real controller's copy does: a second write in the same sync
    /// meets a conflict and the sync comes again.
    /// </summary>
    private async Task<KubeObject> WriteAsync(KubeObject deployment, KubeObject next)
    {
        if (!next.Root.Equals(deployment.Root))
        {
            await client.UpdateStatusAsync(Resources.Deployments, next);
        }

        return next;
    }

    /// <summary>Writes the status where that is possible: what it tells of is told by the failure of the sync as well.</summary>
    private async Task TryWriteAsync(KubeObject next)
    {
        try
        {
            await client.UpdateStatusAsync(Resources.Deployments, next);
        }
        catch (ApiException)
        {
            // The next sync tells it.
        }
    }

    private static Value? Progressing(KubeObject deployment) =>
        deployment.Condition(DeploymentConditions.Progressing);
}
