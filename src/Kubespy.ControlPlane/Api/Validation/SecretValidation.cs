using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>What a Secret of a type must hold (ValidateSecret in pkg/apis/core/validation).</summary>
internal static class SecretValidation
{
    private const string ServiceAccountName = "kubernetes.io/service-account.name";

    public static void Check(KubeObject secret, CheckedField data)
    {
        switch (secret.Root.StringAt("type"))
        {
            case "kubernetes.io/service-account-token" when string.IsNullOrEmpty(secret.Annotation(ServiceAccountName)):
                data.Add([FieldError.Required($"metadata.annotations[{ServiceAccountName}]")]);
                break;
            case "kubernetes.io/dockercfg":
                CheckJson(Entry(data, ".dockercfg"));
                break;
            case "kubernetes.io/dockerconfigjson":
                CheckJson(Entry(data, ".dockerconfigjson"));
                break;
            case "kubernetes.io/basic-auth" when !data["username"].IsSet && !data["password"].IsSet:
                Entry(data, "username").Required();
                Entry(data, "password").Required();
                break;
            case "kubernetes.io/ssh-auth" when data["ssh-privatekey"].Text.Length == 0:
                Entry(data, "ssh-privatekey").Required();
                break;
            case "kubernetes.io/tls":
                foreach (var key in (string[])["tls.crt", "tls.key"])
                {
                    if (!data[key].IsSet)
                    {
                        Entry(data, key).Required();
                    }
                }

                break;
        }
    }

    private static CheckedField Entry(CheckedField data, string key) => data.At($"[{key}]", data.Value?[key]);

    private static void CheckJson(CheckedField entry)
    {
        if (!entry.IsSet)
        {
            entry.Required();
            return;
        }

        try
        {
            _ = ValueReader.Read(Convert.FromBase64String(entry.Text));
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            entry.Invalid("<secret contents redacted>", "unexpected end of JSON input");
        }
    }
}
