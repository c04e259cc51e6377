namespace Kubespy.Core.Findings.Causes;

/// <summary>Who refused a Pod and why, read off the API server's message (plugin/pkg/admission, apiserver/pkg/admission).</summary>
internal sealed record Refusal(string Words, string Remedy)
{
    /// <summary>Which page tells of it.</summary>
    public string Cause { get; init; } = PodsCannotBeCreated.Name;

    /// <summary>Waiting may help: what refuses did not answer.</summary>
    public bool MayPass { get; init; }

    /// <param name="message">Of a condition or an Event.</param>
    /// <param name="scope">The suffix that a kubectl command needs to reach the namespace.</param>
    public static Refusal Of(string message, string scope)
    {
        var why = Inner(message);
        return After(why, "exceeded quota: ") is { } exceeded ? Quota(exceeded, scope)
            : After(why, "failed quota: ") is { } failed ? new($"quota {failed.Split(": ", 2)[0]} demands it: {Rest(failed)}", "set it in the Pod template, or have a LimitRange set a default")
            : why.Contains(" usage per ", StringComparison.Ordinal) || why.Contains("limit to request ratio per ", StringComparison.Ordinal)
                ? new($"LimitRange refuses: {why.Trim('[', ']')}", $"change the template's requests and limits, or the LimitRange: kubectl describe limits{scope}")
            : After(why, "violates PodSecurity ") is { } standard ? PodSecurity(standard)
            : After(why, "failed calling webhook ") is { } call ? Unanswered(call)
            : After(why, "admission webhook ") is { } webhook && webhook.IndexOf(" denied the request", StringComparison.Ordinal) is > 0 and var denied
                ? new($"webhook {webhook[..denied].Trim('"')} refuses: {Said(webhook[(denied + " denied the request".Length)..])}", "satisfy the policy behind the webhook") { Cause = WebhookRefuses.Name }
            : After(why, "ValidatingAdmissionPolicy ") is { } policy ? new($"policy {policy.Split('\'')[1]} refuses: {After(policy, "denied request: ") ?? policy}", "satisfy the policy")
            : After(why, "error looking up service account ") is { } account ? ServiceAccount(account, scope)
            : After(why, "no PriorityClass with name ") is { } priority ? new($"PriorityClass {priority.Split(' ')[0]} does not exist", "create it, or correct priorityClassName")
            : new($"Pods are refused: {why}", "satisfy what refuses them");
    }

    /// <summary>Without the controller's words around it, and without the Pod's name, which differs each time.</summary>
    private static string Inner(string message)
    {
        var text = message;
        if (text.StartsWith("Error creating: ", StringComparison.Ordinal))
        {
            text = text["Error creating: ".Length..];
        }

        if (text.StartsWith("create Pod ", StringComparison.Ordinal) && After(text, " failed error: ") is { } inner)
        {
            text = inner;
        }

        return text.StartsWith("pods \"", StringComparison.Ordinal) && After(text, " is forbidden: ") is { } why ? why : text;
    }

    /// <summary>Of <c>compute, requested: pods=1, used: pods=2, limited: pods=2</c>.</summary>
    private static Refusal Quota(string text, string scope)
    {
        var name = text.Split(", requested: ", 2)[0];
        var requested = Amounts(text, "requested: ");
        var used = Amounts(text, "used: ");
        var limited = Amounts(text, "limited: ");
        var words = requested.Select(r => $"{r.Key} {used.GetValueOrDefault(r.Key, "?")} of {limited.GetValueOrDefault(r.Key, "?")} used, {r.Value} more asked for");
        return new($"quota {name} is used up: {string.Join("; ", words)}", $"raise the quota or free some of it: kubectl describe quota {name}{scope}");
    }

    private static Dictionary<string, string> Amounts(string text, string part)
    {
        var of = After(text, part) ?? "";
        var end = of.IndexOf(", used: ", StringComparison.Ordinal);
        end = end < 0 ? of.IndexOf(", limited: ", StringComparison.Ordinal) : end;
        return (end < 0 ? of : of[..end]).Split(',', StringSplitOptions.TrimEntries)
            .Select(p => p.Split('=', 2))
            .Where(p => p.Length == 2)
            .GroupBy(p => p[0], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First()[1], StringComparer.Ordinal);
    }

    /// <summary>Of <c>"restricted:latest": allowPrivilegeEscalation != false (container "c" must set …), …</c>: the names of what is violated.</summary>
    private static Refusal PodSecurity(string text)
    {
        var parts = text.Split(": ", 2);
        var violated = new List<string>();
        foreach (var piece in (parts.Length > 1 ? parts[1] : "").Split("), "))
        {
            violated.Add(piece.Split(" (", 2)[0].Trim());
        }

        return new($"PodSecurity {parts[0].Trim('"')} refuses: {string.Join(", ", violated)}", "set what the standard asks for in the template's securityContext");
    }

    private static Refusal Unanswered(string text)
    {
        var name = text.Split('"').ElementAtOrDefault(1) ?? "";
        var why = text[(text.LastIndexOf(": ", StringComparison.Ordinal) + 1)..].Trim();
        return new($"webhook {name} does not answer: {why}", "bring the webhook's Service back, or remove its configuration") { MayPass = true, Cause = WebhookRefuses.Name };
    }

    /// <summary>Of <c>default/web: serviceaccount "web" not found</c>.</summary>
    private static Refusal ServiceAccount(string text, string scope)
    {
        var name = text.Split(':')[0].Split('/')[^1];
        return new($"ServiceAccount {name} does not exist", $"kubectl create serviceaccount {name}{scope}, or correct serviceAccountName") { Cause = ServiceAccountMissing.Name };
    }

    private static string Said(string text) => text.TrimStart(':', ' ') is { Length: > 0 } said ? said : "it gives no reason";

    private static string Rest(string text) => text.Split(": ", 2).ElementAtOrDefault(1) ?? text;

    private static string? After(string text, string mark)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? null : text[(at + mark.Length)..];
    }
}
