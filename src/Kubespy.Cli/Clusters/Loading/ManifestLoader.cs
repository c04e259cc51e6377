using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Requests;
using Kubespy.ControlPlane.Server;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Clusters.Loading;

/// <summary>Applies manifests to a cluster that has just started, as <c>kubectl apply</c> would, one after the other.</summary>
internal sealed class ManifestLoader(ClusterHost host)
{
    private const string Manager = "kubectl-client-side-apply";

    /// <summary>A definition is established within a second of the cluster's time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What was done, in a line.</summary>
    /// <exception cref="IOException">Something was refused; the message names the file and the document.</exception>
    public async Task<string> LoadAsync(IReadOnlyList<Manifest> manifests, CancellationToken cancellation)
    {
        var counts = new Dictionary<string, int> { ["created"] = 0, ["configured"] = 0, ["unchanged"] = 0 };
        foreach (var manifest in manifests)
        {
            counts[await ApplyAsync(manifest, cancellation)]++;
            if (manifest.Object.Kind == "CustomResourceDefinition")
            {
                await EstablishedAsync(manifest, cancellation);
            }
        }

        return $"loaded {manifests.Count} objects: {string.Join(", ", counts.Where(c => c.Value > 0).Select(c => $"{c.Value} {c.Key}"))}";
    }

    private async Task<string> ApplyAsync(Manifest manifest, CancellationToken cancellation)
    {
        var obj = manifest.Object;
        var served = host.Cluster.Api.Registry.Current.Versions.FirstOrDefault(v => v.ApiVersion == obj.ApiVersion && v.Resource.Kind == obj.Kind && v.Resource.IsStored)
            ?? throw Refused(manifest, $"no such kind as {obj.Kind} of {obj.ApiVersion} is served; is its CustomResourceDefinition among what is loaded?");
        if (served.Resource.IsNamespaced && obj.Namespace.Length == 0)
        {
            obj = obj.WithMetadata("namespace", "default");
        }

        var text = LastApplied.TextOf(obj);
        var config = obj.WithAnnotation(LastApplied.Annotation, text);
        var group = served.Group.Length == 0 ? "/api/" : "/apis/";
        var collection = group + obj.ApiVersion + (served.Resource.IsNamespaced ? $"/namespaces/{obj.Namespace}/" : "/") + served.Resource.Plural;
        var path = $"{collection}/{Uri.EscapeDataString(obj.Name)}";
        var (found, body) = await SendAsync("GET", path, default, "", cancellation);
        if (found == 404)
        {
            await WriteAsync(manifest, "POST", collection, config.Root, "application/json", cancellation);
            return "created";
        }

        var live = found == 200 ? KubeObject.Parse(body.Span) : throw Refused(manifest, MessageOf(body));
        var former = live.Annotation(LastApplied.Annotation);
        if (former == text)
        {
            return "unchanged";
        }

        var applied = former is null ? MapValue.Empty : ValueReader.Read(System.Text.Encoding.UTF8.GetBytes(former)).AsMap() ?? MapValue.Empty;
        var patch = LastApplied.Patch(applied, config.Root, served.Resource.IsCustom ? null : served.Schema);
        await WriteAsync(manifest, "PATCH", path, patch, served.Resource.IsCustom ? Patch.MergeMediaType : Patch.StrategicMergeMediaType, cancellation);
        return "configured";
    }

    private async Task WriteAsync(Manifest manifest, string method, string path, MapValue body, string contentType, CancellationToken cancellation)
    {
        var (code, answer) = await SendAsync(method, path, ValueWriter.Write(body), contentType, cancellation);
        if (code is not (200 or 201))
        {
            throw Refused(manifest, MessageOf(answer));
        }
    }

    private Task<(int Code, ReadOnlyMemory<byte> Body)> SendAsync(string method, string path, ReadOnlyMemory<byte> body, string contentType, CancellationToken cancellation)
    {
        var query = method == "GET" ? new Dictionary<string, string>() : new() { ["fieldManager"] = Manager, ["fieldValidation"] = "Strict" };
        return host.SendAsync(new ApiRequest(method, path, query) { Body = body, ContentType = contentType, UserAgent = "kubespy" }, cancellation);
    }

    /// <summary>Returns once the objects of a definition can be created.</summary>
    private async Task EstablishedAsync(Manifest manifest, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var log = host.Cluster.Store.Log(Resources.CustomResourceDefinitions);
        while (true)
        {
            var next = log.ReadAfter(log.Current.Revision).Next;
            var definition = log.Current.Objects.GetValueOrDefault(manifest.Object.Key);
            if (definition?.Condition("Established").StringAt("status") == "True")
            {
                return;
            }

            if (definition?.Condition("NamesAccepted") is { } names && names.StringAt("status") == "False")
            {
                throw Refused(manifest, names.StringAt("message") ?? "its names are taken");
            }

            try
            {
                await next.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw Refused(manifest, "it was not established in time: try a higher --speed");
            }
        }
    }

    private static string MessageOf(ReadOnlyMemory<byte> status) => ValueReader.Read(status.Span).StringAt("message") ?? "refused without a word";

    private static IOException Refused(Manifest manifest, string why) => new($"{manifest}: {why}; correct it and start the cluster again");
}
