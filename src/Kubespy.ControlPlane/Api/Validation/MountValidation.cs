using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Where containers see their volumes (ValidateVolumeMounts, ValidateVolumeDevices in pkg/apis/core/validation).</summary>
internal static class MountValidation
{
    public static void Check(CheckedField container, IReadOnlyDictionary<string, MapValue> volumes)
    {
        var (mounts, devices) = (container["volumeMounts"], container["volumeDevices"]);
        if (mounts.Count > 0)
        {
            CheckMounts(mounts, devices, volumes, container["securityContext", "privileged"].IsTrue);
        }

        if (devices.Count > 0)
        {
            CheckDevices(devices, mounts, volumes);
        }
    }

    private static void CheckMounts(CheckedField mounts, CheckedField devices, IReadOnlyDictionary<string, MapValue> volumes, bool isPrivileged)
    {
        var (deviceNames, devicePaths) = (Texts(devices, "name"), Texts(devices, "devicePath"));
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mount in mounts.Items)
        {
            var (name, path) = (mount["name"], mount["mountPath"]);
            name.IsGiven();
            if (!volumes.ContainsKey(name.Text))
            {
                name.NotFound();
            }

            path.IsGiven();
            if (!paths.Add(path.Text))
            {
                path.Invalid(path.Text, "must be unique");
            }

            if (deviceNames.Contains(name.Text))
            {
                name.Invalid("must not already exist in volumeDevices");
            }

            if (devicePaths.Contains(path.Text))
            {
                path.Invalid("must not already exist as a path in volumeDevices");
            }

            CheckSubPaths(mount, mounts);
            CheckPropagation(mount, mounts, isPrivileged);
        }
    }

    /// <summary>The real server tells these of the list, not of its item.</summary>
    private static void CheckSubPaths(CheckedField mount, CheckedField mounts)
    {
        if (mount["subPath"].Text.Length > 0)
        {
            PathRules.IsDescending(mounts.At(".subPath", mount["subPath"].Value));
        }

        if (mount["subPathExpr"].Text.Length > 0)
        {
            if (mount["subPath"].Text.Length > 0)
            {
                mount["subPathExpr"].Invalid("subPathExpr and subPath are mutually exclusive");
            }

            PathRules.IsDescending(mounts.At(".subPathExpr", mount["subPathExpr"].Value));
        }
    }

    private static void CheckPropagation(CheckedField mount, CheckedField mounts, bool isPrivileged)
    {
        var propagation = mounts.At(".mountPropagation", mount["mountPropagation"].Value);
        if (propagation.IsSet)
        {
            propagation.IsOneOf("Bidirectional", "HostToContainer", "None");
            if (propagation.Text == "Bidirectional" && !isPrivileged)
            {
                propagation.Forbidden("Bidirectional mount propagation is available only to privileged containers");
            }
        }

        var recursive = mounts.At(".recursiveReadOnly", mount["recursiveReadOnly"].Value);
        if (recursive.Text is "Enabled" or "IfPossible")
        {
            if (!mount["readOnly"].IsTrue)
            {
                recursive.Forbidden("may only be specified when readOnly is true");
            }

            if (propagation.IsSet && propagation.Text != "None")
            {
                recursive.Forbidden("may only be specified when mountPropagation is None or not specified");
            }
        }
        else if (recursive.IsSet)
        {
            recursive.IsOneOf("Disabled", "Enabled", "IfPossible");
        }
    }

    private static void CheckDevices(CheckedField devices, CheckedField mounts, IReadOnlyDictionary<string, MapValue> volumes)
    {
        var (mountNames, mountPaths) = (Texts(mounts, "name"), Texts(mounts, "mountPath"));
        var (names, paths) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var device in devices.Items)
        {
            var (name, path) = (device["name"], device["devicePath"]);
            name.IsGiven();
            if (name.Text.Length > 0 && !names.Add(name.Text))
            {
                name.Invalid("must be unique");
            }

            if (!volumes.TryGetValue(name.Text, out var volume))
            {
                name.NotFound();
            }
            else if (volume["persistentVolumeClaim"] is null && volume["ephemeral"] is null)
            {
                name.Invalid("can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
            }

            path.IsGiven();
            if (path.Text.Split('/').Contains(".."))
            {
                path.Invalid("can not contain backsteps ('..')");
            }
            else if (!paths.Add(path.Text))
            {
                path.Invalid("must be unique");
            }

            if (mountNames.Contains(name.Text))
            {
                name.Invalid("must not already exist in volumeMounts");
            }

            if (mountPaths.Contains(path.Text))
            {
                path.Invalid("must not already exist as a path in volumeMounts");
            }
        }
    }

    private static HashSet<string> Texts(CheckedField items, string field) => items.Items.Select(i => i[field].Text).ToHashSet(StringComparer.Ordinal);
}
