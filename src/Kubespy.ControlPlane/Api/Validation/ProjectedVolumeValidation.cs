namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Volumes made of several sources (validateProjectionSources in pkg/apis/core/validation): no two files may have one path.</summary>
internal static class ProjectedVolumeValidation
{
    private const string Conflict = "conflicting duplicate paths";

    public static void Check(CheckedField volume)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in volume["sources"].Items)
        {
            var count = 0;
            foreach (var name in (string[])["secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate"])
            {
                if (source[name] is { IsSet: true } one)
                {
                    count++;
                    CheckOne(name, one, volume, paths);
                }
            }

            if (count > 1)
            {
                source.Forbidden("may not specify more than 1 volume type per source");
            }
        }
    }

    private static void CheckOne(string name, CheckedField source, CheckedField volume, HashSet<string> paths)
    {
        switch (name)
        {
            case "secret" or "configMap":
                source["name"].IsGiven();
                foreach (var item in source["items"].Items)
                {
                    PodVolumeValidation.CheckItem(item);
                    CheckPath(item["path"].Text, source["name"].Text, volume, paths);
                }

                break;
            case "downwardAPI":
                foreach (var file in source["items"].Items)
                {
                    PodVolumeValidation.CheckDownwardFile(file, source);
                    CheckPath(file["path"].Text, file["path"].Text, volume, paths);
                }

                break;
            case "serviceAccountToken":
                CheckToken(source, volume);
                break;
            case "clusterTrustBundle":
                CheckBundle(source);
                CheckPath(source["path"].Text, source["path"].Text, volume, paths);
                break;
        }
    }

    /// <summary>The real server tells a token's path of the volume.</summary>
    private static void CheckToken(CheckedField token, CheckedField volume)
    {
        var seconds = token["expirationSeconds"];
        if (seconds.Number < 600)
        {
            seconds.Invalid(seconds.Number, "may not specify a duration less than 10 minutes");
        }
        else if (seconds.Number > 1L << 32)
        {
            seconds.Invalid("may not specify a duration larger than 2^32 seconds");
        }

        var path = volume.At(".path", token["path"].Value);
        if (path.IsGiven())
        {
            PathRules.IsNotReserved(path);
        }
    }

    private static void CheckBundle(CheckedField bundle)
    {
        var (name, signer) = (bundle["name"], bundle["signerName"]);
        if (name.IsSet && signer.IsSet)
        {
            bundle.Invalid("only one of name and signerName may be used");
        }
        else if (!name.IsSet && !signer.IsSet)
        {
            bundle.Required("either name or signerName must be specified");
        }

        bundle["path"].IsGiven();
        PathRules.IsNotReserved(bundle["path"]);
    }

    private static void CheckPath(string path, string shown, CheckedField volume, HashSet<string> paths)
    {
        if (path.Length > 0 && !paths.Add(path))
        {
            volume.Invalid(shown, Conflict);
        }
    }
}
