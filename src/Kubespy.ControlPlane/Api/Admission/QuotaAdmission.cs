using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Admission;

/// <summary>
/// Refuses what would exceed a ResourceQuota of the namespace, and counts what is let in at once
/// (apiserver/pkg/admission/plugin/resourcequota). What goes is given back by the quota controller.
/// </summary>
public sealed class QuotaAdmission(Store store)
{
    /// <summary>Checks a new or changed object; the quotas' new status is written where it is not a dry run.</summary>
    /// <exception cref="ApiException">403: it exceeds a quota, or does not state what a quota counts.</exception>
    public void Check(Resource resource, KubeObject obj, KubeObject? old, bool isDryRun, DateTimeOffset now)
    {
        var quotas = store.Read(Resources.ResourceQuotas).Objects;
        if (quotas.IsEmpty || !resource.IsNamespaced || resource == Resources.Events || !IsCounted(resource, old))
        {
            return;
        }

        var charges = new List<(KubeObject Quota, ResourceAmounts Used)>();
        foreach (var quota in quotas.Values.Where(q => q.Namespace == obj.Namespace))
        {
            if (QuotaUsage.IsInScope(resource, obj, quota) && Charge(resource, obj, old, quota, now) is { } used)
            {
                charges.Add((quota, used));
            }
        }

        foreach (var (quota, used) in isDryRun ? [] : charges)
        {
            store.Update(Resources.ResourceQuotas, quota.With("status", quota.Status!.With("used", used.ToValue())));
        }
    }

    /// <summary>Updates count where they can change what an object costs.</summary>
    private static bool IsCounted(Resource resource, KubeObject? old) =>
        old is null || resource == Resources.Services || resource == Resources.PersistentVolumeClaims;

    private static ResourceAmounts? Charge(Resource resource, KubeObject obj, KubeObject? old, KubeObject quota, DateTimeOffset now)
    {
        var hard = ResourceAmounts.Of(quota.Root.MapAt("status", "hard") ?? quota.Root.MapAt("spec", "hard"));
        var usage = QuotaUsage.Of(resource, obj, now).Only(hard.Names);
        if (resource == Resources.Pods && old is null && QuotaUsage.Missing(obj, hard) is { } missing)
        {
            throw new ApiException(ApiStatus.Forbidden(resource, obj.Name, $"failed quota: {quota.Name}: {missing}"));
        }

        if (usage.Count == 0)
        {
            return null;
        }

        if (quota.Root.MapAt("status", "hard") is null)
        {
            throw new ApiException(ApiStatus.Forbidden(
                resource, obj.Name, $"status unknown for quota: {quota.Name}, resources: {string.Join(',', usage.Names)}"));
        }

        var used = ResourceAmounts.Of(quota.Root.MapAt("status", "used"));
        var requested = Delta(usage, old is null ? null : QuotaUsage.Of(resource, old, now));
        var exceeded = requested.Names.Where(name => used[name] + requested[name] > hard[name]).ToArray();
        if (exceeded.Length > 0)
        {
            throw new ApiException(ApiStatus.Forbidden(
                resource, obj.Name,
                $"exceeded quota: {quota.Name}, requested: {requested.Only(exceeded)}, used: {used.Only(exceeded)}, limited: {hard.Only(exceeded)}"));
        }

        return requested.Count == 0 ? null : used.AddAll(requested);
    }

    /// <summary>What is asked for beyond what was had, never less than nothing.</summary>
    private static ResourceAmounts Delta(ResourceAmounts usage, ResourceAmounts? before)
    {
        var delta = new ResourceAmounts();
        foreach (var name in usage.Names)
        {
            var amount = before is null ? usage[name] : usage[name].Less(before[name]);
            if (!amount.IsZero)
            {
                delta.Add(name, amount);
            }
        }

        return delta;
    }
}
