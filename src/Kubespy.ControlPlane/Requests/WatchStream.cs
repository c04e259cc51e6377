using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Requests.Tables;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>The lines of one watch, gathered and written together. The bytes of an object are encoded once for all watches.</summary>
internal sealed class WatchStream(RequestPath path, ApiRequest request, OutputFormat format, IApiResponse response, IClusterGate gate) : IDisposable
{
    private const int MaxGathered = 256 * 1024;

    private readonly MemoryStream _gathered = new();
    private bool _hasColumns = true;

    public void Dispose() => _gathered.Dispose();

    public void Add(string type, KubeObject obj)
    {
        _gathered.Write("{\"type\":\""u8);
        _gathered.Write(System.Text.Encoding.ASCII.GetBytes(type));
        _gathered.Write("\",\"object\":"u8);
        _gathered.Write(Encode(obj).Span);
        _gathered.Write("}\n"u8);
    }

    public void Bookmark(long revision, bool isInitialEnd = false)
    {
        var metadata = new MapBuilder().Set("resourceVersion", revision.ToString(CultureInfo.InvariantCulture));
        if (isInitialEnd)
        {
            metadata.Set("annotations", MapValue.Of(("k8s.io/initial-events-end", "true")));
        }

        var zero = path.Served.Schema.Zero.With("metadata", metadata.ToMap());
        var obj = new KubeObject(new MapBuilder().Set("kind", path.Resource.Kind).Set("apiVersion", path.ApiVersion).SetAll(zero).ToMap());
        Add("BOOKMARK", obj);
    }

    public void Error(ApiStatus status)
    {
        _gathered.Write("{\"type\":\"ERROR\",\"object\":"u8);
        _gathered.Write(ValueWriter.Write(status.ToValue()));
        _gathered.Write("}\n"u8);
    }

    public async Task FlushAsync(CancellationToken cancellation)
    {
        if (_gathered.Length > 0)
        {
            await response.Body.WriteAsync(_gathered.GetBuffer().AsMemory(0, (int)_gathered.Length), cancellation);
            if (_gathered.Capacity > MaxGathered)
            {
                _gathered.SetLength(0);
                _gathered.Capacity = 0;
            }

            _gathered.SetLength(0);
        }

        await response.FlushAsync(cancellation);
    }

    /// <summary>All of the log up to that revision has been told.</summary>
    public void Reached(EventLog log, long revision) => response.Reached(log, revision);

    private ReadOnlyMemory<byte> Encode(KubeObject obj)
    {
        switch (format.Kind)
        {
            case OutputKind.Table:
                var metadata = MapValue.Of(("resourceVersion", obj.ResourceVersion));
                var table = ObjectTable.Of(path.Served, [obj], metadata, request["includeObject"], gate.Now, _hasColumns);
                _hasColumns = false;
                return ValueWriter.Write(table);
            case OutputKind.Metadata:
                return ValueWriter.Write(PartialMetadata.Of(obj));
            default:
                return path.Served.Show(obj).Json;
        }
    }
}
