using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Certificate signing requests (pkg/apis/certificates/validation).</summary>
internal static class CertificateRequestValidation
{
    private const int LeastSeconds = 600;
    private const string LegacySigner = "kubernetes.io/legacy-unknown";

    private static readonly string[] Usages =
    [
        "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only", "digital signature",
        "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc",
        "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping",
    ];

    private static readonly string[] OnlyTrue = ["Approved", "Denied", "Failed"];

    public static IEnumerable<FieldError> Check(KubeObject request, KubeObject? old, string subresource)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(request.Spec ?? MapValue.Empty, "spec", errors);
        // What has been taken once stays right: its signature needs no second look.
        if (old?.Spec != spec.Value)
        {
            CheckSpec(spec);
        }

        var status = CheckedField.Of(request.Status ?? MapValue.Empty, "status", errors);
        CheckConditions(status["conditions"]);
        if (status["certificate"].Text is { Length: > 0 } certificate && PemProblem(certificate) is { } wrong)
        {
            status["certificate"].Invalid("<certificate data>", wrong);
        }

        if (old is not null)
        {
            CheckUpdate(status, old, subresource);
        }

        return errors;
    }

    private static void CheckSpec(CheckedField spec)
    {
        if (RequestProblem(spec["request"].Text) is { } wrong)
        {
            spec["request"].Invalid(wrong);
        }

        var (usages, seen) = (spec["usages"], new HashSet<string>(StringComparer.Ordinal));
        if (usages.Count == 0)
        {
            usages.Required();
        }

        foreach (var usage in usages.Items.Where(u => !Usages.Contains(u.Text)))
        {
            usage.Unsupported(Usages);
        }

        foreach (var usage in usages.Items.Where(u => !seen.Add(u.Text)))
        {
            usage.Duplicate();
        }

        CheckSigner(spec["signerName"]);
        if (spec["expirationSeconds"] is { IsSet: true, Number: < LeastSeconds } lifetime)
        {
            lifetime.Invalid("may not specify a duration less than 600 seconds (10 minutes)");
        }
    }

    /// <summary>A domain and a path: <c>example.com/signer</c> (ValidateSignerName in pkg/apis/core/validation/names.go).</summary>
    private static void CheckSigner(CheckedField signer)
    {
        if (signer.Text == LegacySigner)
        {
            signer.Invalid("the legacy signerName is not allowed via this API version");
            return;
        }

        if (!signer.IsGiven())
        {
            return;
        }

        if (signer.Text.Split('/') is not [var domain, var path])
        {
            signer.Invalid("must be a fully qualified domain and path of the form 'example.com/signer-name'");
            return;
        }

        if (domain.Length > 253)
        {
            signer.TooLong(253);
        }

        TellFirst(signer, domain, domain.Split('.'), NameRules.Label);
        if (!domain.Contains('.', StringComparison.Ordinal))
        {
            signer.Invalid(domain, "should be a domain with at least two segments separated by dots");
        }

        TellFirst(signer, path, path.Split('.'), NameRules.Subdomain);
        if (signer.Text.Length > 571)
        {
            signer.TooLong(571);
        }
    }

    private static void TellFirst(CheckedField signer, string shown, string[] labels, Func<string, IReadOnlyList<string>> rule)
    {
        if (Array.Find(labels, l => rule(l).Count > 0) is not { } label)
        {
            return;
        }

        foreach (var wrong in rule(label))
        {
            signer.Invalid(shown, $"validating label \"{label}\": {wrong}");
        }
    }

    private static void CheckConditions(CheckedField conditions)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var condition in conditions.Items)
        {
            var (type, status) = (condition["type"], condition["status"]);
            type.IsGiven();
            if (status.IsGiven())
            {
                status.IsOneOf(OnlyTrue.Contains(type.Text) ? ["True"] : ["False", "True", "Unknown"]);
            }

            if ((type.Text == "Approved" && seen.Contains("Denied")) || (type.Text == "Denied" && seen.Contains("Approved")))
            {
                conditions.Invalid(type.Text, "Approved and Denied conditions are mutually exclusive");
            }

            if (!seen.Add(type.Text))
            {
                type.Duplicate(type.Text);
            }
        }
    }

    private static void CheckUpdate(CheckedField status, KubeObject old, string subresource)
    {
        var conditions = status["conditions"];
        foreach (var type in OnlyTrue.Where(t => Of(old.Status, t) is not null && Of(status.Value, t) is null))
        {
            conditions.Forbidden($"updates may not remove a condition of type \"{type}\"");
        }

        foreach (var type in subresource == "approval" ? [] : (string[])["Approved", "Denied"])
        {
            if (Of(status.Value, type) is not null && Of(old.Status, type) is null)
            {
                conditions.Forbidden($"updates may not add a condition of type \"{type}\"");
            }
        }

        var (before, now) = (old.Root.StringAt("status", "certificate") ?? "", status["certificate"].Text);
        if (before != now)
        {
            if (subresource != "status")
            {
                status["certificate"].Forbidden("updates may not set certificate content");
            }
            else if (before.Length > 0)
            {
                status["certificate"].Forbidden("updates may not modify existing certificate content");
            }
        }

        static Value? Of(Value? status, string type) => status.ListAt("conditions").FirstOrDefault(c => c.StringAt("type") == type);
    }

    /// <summary>What is wrong with a request: whether it is PEM, decodes and is signed with its own key. What Go says of broken ASN.1 is not imitated.</summary>
    private static string? RequestProblem(string base64)
    {
        var pem = Encoding.Latin1.GetString(Convert.FromBase64String(base64));
        if (!PemEncoding.TryFind(pem, out var found) || pem.AsSpan()[found.Label] is not "CERTIFICATE REQUEST")
        {
            return "PEM block type must be CERTIFICATE REQUEST";
        }

        try
        {
            var der = Convert.FromBase64String(pem[found.Base64Data]);
            CertificateRequest.LoadSigningRequest(der, HashAlgorithmName.SHA256, signerSignaturePadding: RSASignaturePadding.Pkcs1);
            return null;
        }
        catch (CryptographicException)
        {
            return "asn1: structure error: malformed certificate request";
        }
    }

    private static string? PemProblem(string base64)
    {
        var pem = Encoding.Latin1.GetString(Convert.FromBase64String(base64)).AsSpan();
        var blocks = 0;
        while (PemEncoding.TryFind(pem, out var found))
        {
            if (pem[found.Label] is not "CERTIFICATE")
            {
                return $"only CERTIFICATE PEM blocks are allowed, found \"{pem[found.Label]}\"";
            }

            blocks++;
            try
            {
                X509CertificateLoader.LoadCertificate(Convert.FromBase64String(pem[found.Base64Data].ToString())).Dispose();
            }
            catch (CryptographicException)
            {
                return "x509: malformed certificate";
            }

            pem = pem[found.Location.End..];
        }

        return blocks == 0 ? "must contain at least one CERTIFICATE PEM block" : null;
    }
}
