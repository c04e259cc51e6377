using System.Diagnostics;
using System.Globalization;
using Kubespy.Cli.Targets;
using Kubespy.Cli.Terminal;
using Kubespy.Client;
using Kubespy.Client.Configuration;
using Kubespy.Client.Discovery;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Doctor;

/// <summary>
/// Looks at all that kubespy needs, in the order in which it needs it, and goes on as far as it can. It only reads: whether something may be listed
/// and watched is found out by listing one object of it and beginning a watch.
/// </summary>
internal sealed class Examination(string? kubeconfig, string? context, string? ns)
{
    private static readonly TimeSpan SkewWorthTelling = TimeSpan.FromSeconds(2);

    /// <summary>What each command needs, the essential first.</summary>
    private static readonly (string Kind, string For)[] Needed =
    [
        ("pods", "trace, why"), ("events", "trace, why"), ("deployments", "trace, why"), ("replicasets", "trace, why"), ("statefulsets", "trace, why"),
        ("daemonsets", "trace, why"), ("jobs", "trace, why"), ("cronjobs", "trace"), ("services", "trace service"), ("endpointslices", "trace service"),
        ("ingresses", "trace ingress"), ("persistentvolumeclaims", "why"), ("horizontalpodautoscalers", "trace hpa"), ("nodes", "why a Pod is not scheduled"),
        ("namespaces", "near names"),
    ];

    /// <summary>The code to end with where something is bad.</summary>
    public int Code { get; private set; }

    public async IAsyncEnumerable<Finding> ExamineAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var (found, loaded) = Load();
        yield return found;
        if (loaded is not { } kube)
        {
            yield break;
        }

        yield return new Finding("context", Health.Good, $"{(kube.Name.Length > 0 ? kube.Name : "the Pod's own")}: {kube.Server.AbsoluteUri}, namespace {ns ?? kube.Namespace}, {Identity(kube)}");
        using var client = new ClusterClient(kube, TimeProvider.System);
        var (server, isReached) = await ReachAsync(client, cancellation);
        yield return server;
        if (!isReached)
        {
            yield break;
        }

        yield return Clock(client);
        if (await MissingNamespaceAsync(client, cancellation) is { } missing)
        {
            yield return missing;
        }

        yield return await DiscoverAsync(client, cancellation);

        // All at once: a server far away is asked thirty times.
        foreach (var permission in await Task.WhenAll(Needed.Select(n => MayWatchAsync(client, n.Kind, n.For, cancellation))))
        {
            yield return permission;
        }
    }

    public static Finding Terminal()
    {
        var settings = TerminalSettings.Detect("auto", ascii: false);
        return settings.IsLive
            ? new Finding("terminal", Health.Good, string.Create(
                CultureInfo.InvariantCulture,
                $"{Console.WindowWidth}×{Console.WindowHeight}, {(settings.IsColoured ? "colour" : "no colour")}, {(settings.IsAscii ? "ASCII" : "Unicode")}"))
            : new Finding("terminal", Health.Good, "none: output is piped, or TERM says dumb; views become lines");
    }

    private (Finding Finding, KubeContext? Context) Load()
    {
        try
        {
            var files = KubeconfigLoader.FilesRead(kubeconfig, KubeEnvironment.OfProcess);
            var loaded = KubeconfigLoader.Load(kubeconfig, context);
            return (new Finding("kubeconfig", Health.Good, files.Count > 0 ? string.Join(", ", files) : "none: the service account of this Pod"), loaded);
        }
        catch (ClusterException e)
        {
            return (Bad("kubeconfig", e), null);
        }
    }

    private async Task<(Finding Finding, bool IsReached)> ReachAsync(ClusterClient client, CancellationToken cancellation)
    {
        try
        {
            var started = Stopwatch.GetTimestamp();
            var version = await client.GetAsync("/version", cancellation);
            var took = Stopwatch.GetElapsedTime(started);
            return (new Finding("server", Health.Good, string.Create(CultureInfo.InvariantCulture, $"Kubernetes {version.StringAt("gitVersion") ?? "of an unknown version"}, answered in {took.TotalMilliseconds:0} ms")), true);
        }
        catch (ClusterException e)
        {
            // Some servers keep even their version to themselves; they are reached all the same.
            return (Bad("server", e), e.Problem is ClusterProblem.Forbidden);
        }
    }

    private async Task<Finding?> MissingNamespaceAsync(ClusterClient client, CancellationToken cancellation)
    {
        try
        {
            await NamespaceCheck.CheckAsync(client, ns ?? client.Context.Namespace, cancellation);
            return null;
        }
        catch (ClusterException e)
        {
            return Bad("namespace", e);
        }
    }

    private static Finding Clock(ClusterClient client)
    {
        var skew = client.Clock.GetUtcNow() - TimeProvider.System.GetUtcNow();
        return skew.Duration() < SkewWorthTelling
            ? new Finding("clock", Health.Good, "agrees with the server's")
            : new Finding("clock", Health.Limited, $"this machine's is {Kubespy.Core.Objects.HumanDuration.Format(skew.Duration())} {(skew > TimeSpan.Zero ? "behind" : "ahead of")} the server's; kubespy counts by the server's", "set it by NTP");
    }

    private static async Task<Finding> DiscoverAsync(ClusterClient client, CancellationToken cancellation)
    {
        try
        {
            var served = await new RestMapper(client).ServedAsync(cancellation);
            var count = served.All.Where(r => r.CanBeWatched).Select(r => (r.Group, r.Plural)).Distinct().Count();
            var text = string.Create(CultureInfo.InvariantCulture, $"{count} kinds can be watched");
            return served.Failed.Count == 0
                ? new Finding("kinds", Health.Good, text)
                : new Finding("kinds", Health.Limited, $"{text}; hidden, as their servers do not answer: {string.Join(", ", served.Failed)}", "see: kubectl get apiservices");
        }
        catch (ClusterException e)
        {
            return new Finding("kinds", Health.Limited, $"only well-known ones: {e.Message}", e.Remedy);
        }
    }

    private async Task<Finding> MayWatchAsync(ClusterClient client, string kind, string purpose, CancellationToken cancellation)
    {
        var resource = RestMapper.BuiltIn(kind)!;
        var where = resource.IsNamespaced ? ns ?? client.Context.Namespace : "";
        var path = ClusterClient.PathOf(resource.Resource, where);
        var verb = "list";
        try
        {
            var list = await client.GetAsync(path + "?limit=1", Projection.Of("metadata"), cancellation);
            verb = "watch";
            var revision = Uri.EscapeDataString(list.StringAt("metadata", "resourceVersion") ?? "");
            using var watch = await client.SendAsync($"{path}?watch=true&timeoutSeconds=1&resourceVersion={revision}", "application/json", cancellation);
            return new Finding(kind, Health.Good, "may be listed and watched");
        }
        catch (ClusterException e) when (e.Problem == ClusterProblem.Forbidden)
        {
            if (kind == "pods")
            {
                Code = Commands.ExitCode.Forbidden;
            }

            return new Finding(kind, kind == "pods" ? Health.Bad : Health.Limited, $"{verb} is forbidden; needed for: {purpose}", $"ask for get, list and watch on {resource.Resource.GroupResource}");
        }
        catch (ClusterException e)
        {
            return new Finding(kind, Health.Limited, $"{verb}: {e.Message}", e.Remedy);
        }
    }

    private Finding Bad(string subject, ClusterException e)
    {
        Code = Commands.CommandErrors.CodeOf(e.Problem);
        return new Finding(subject, Health.Bad, e.Message, e.Remedy);
    }

    private static string Identity(KubeContext kube)
    {
        string[] by =
        [
            .. kube.TokenFile is not null ? ["a token file"] : kube.Token is { Length: > 0 } ? ["a token"] : kube.Basic is not null ? ["a password"] : kube.Exec is { } exec ? [$"the program {exec.Command}"] : Array.Empty<string>(),
            .. kube.ClientCertificate is null ? Array.Empty<string>() : ["a client certificate"],
        ];
        var who = kube.Impersonation.Where(h => h.Name == "Impersonate-User").Select(h => $", as {h.Value}").FirstOrDefault() ?? "";
        return (by.Length == 0 ? "without credentials" : "by " + string.Join(" and ", by)) + who + (kube.Proxy is { } proxy ? $", through {proxy.Authority}" : "");
    }
}
