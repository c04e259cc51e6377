using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>Which objects a list or watch is about: one namespace or all, and what the selectors admit.</summary>
public sealed class ObjectFilter
{
    private readonly string _namespace;
    private readonly LabelSelector _labels;
    private readonly IReadOnlyList<(string[] Path, string Value, bool IsEqual)> _fields;

    private ObjectFilter(string ns, LabelSelector labels, IReadOnlyList<(string[], string, bool)> fields)
    {
        _namespace = ns;
        _labels = labels;
        _fields = fields;
    }

    /// <exception cref="ApiException">400: a selector cannot be read, or names a field that is not selectable.</exception>
    public static ObjectFilter Parse(RequestPath path, ApiRequest request)
    {
        LabelSelector labels;
        try
        {
            labels = request["labelSelector"] is { Length: > 0 } text ? LabelSelector.Parse(text) : LabelSelector.Everything;
        }
        catch (FormatException e)
        {
            throw new ApiException(ApiStatus.BadRequest(e.Message));
        }

        var fields = ParseFields(path.Resource, request["fieldSelector"] ?? "").ToList();
        if (path.Name.Length > 0)
        {
            fields.Add((["metadata", "name"], path.Name, true));
        }

        return new ObjectFilter(path.Namespace, labels, fields);
    }

    public bool Admits(KubeObject obj)
    {
        if (_namespace.Length > 0 && obj.Namespace != _namespace)
        {
            return false;
        }

        if (!_labels.IsEverything && !_labels.Matches(obj.Labels))
        {
            return false;
        }

        foreach (var (path, value, isEqual) in _fields)
        {
            var found = obj.Root.At(path);
            var text = found switch { null => "", StringValue s => s.Text, BoolValue b => b.IsTrue ? "true" : "false", _ => found.ToString() };
            if (text == value != isEqual)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<(string[] Path, string Value, bool IsEqual)> ParseFields(Resource resource, string selector)
    {
        foreach (var term in selector.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var unequal = term.IndexOf("!=", StringComparison.Ordinal);
            var equal = term.IndexOf('=', StringComparison.Ordinal);
            if (equal < 0)
            {
                throw new ApiException(ApiStatus.BadRequest($"invalid selector: '{selector}'; can't understand '{term}'"));
            }

            var name = (unequal >= 0 ? term[..unequal] : term[..equal]).Trim();
            var value = term[(unequal >= 0 ? unequal + 2 : term[equal..].StartsWith("==", StringComparison.Ordinal) ? equal + 2 : equal + 1)..];
            if (PathOf(resource, name) is not { } path)
            {
                throw new ApiException(ApiStatus.BadRequest($"\"{name}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""));
            }

            yield return (path, value, unequal < 0);
        }
    }

    /// <summary>The fields that each kind lets itself be selected by.</summary>
    private static string[]? PathOf(Resource resource, string name) => (resource.IsCustom ? "" : resource.Kind, name) switch
    {
        ("", _) when resource.SelectablePaths.Contains(name) => name.Split('.'),
        (_, "metadata.name" or "metadata.namespace") => name.Split('.'),
        ("Pod", "spec.nodeName" or "spec.restartPolicy" or "spec.schedulerName" or "spec.serviceAccountName" or "spec.hostNetwork"
            or "status.phase" or "status.podIP" or "status.nominatedNodeName") => name.Split('.'),
        ("Event", "regarding.kind" or "regarding.namespace" or "regarding.name" or "regarding.uid" or "regarding.apiVersion"
            or "regarding.resourceVersion" or "regarding.fieldPath") => ["involvedObject", name.Split('.')[1]],
        ("Event", "involvedObject.kind" or "involvedObject.namespace" or "involvedObject.name" or "involvedObject.uid" or "involvedObject.apiVersion"
            or "involvedObject.resourceVersion" or "involvedObject.fieldPath" or "reason" or "reportingComponent" or "type") => name.Split('.'),
        ("Event", "reportingController") => ["reportingComponent"],
        ("Event", "source") => ["source", "component"],
        ("Namespace", "status.phase") => name.Split('.'),
        ("Node", "spec.unschedulable") => name.Split('.'),
        ("Secret", "type") => ["type"],
        ("ReplicaSet", "status.replicas") => name.Split('.'),
        ("Service", "spec.clusterIP" or "spec.type") => name.Split('.'),
        _ => null,
    };
}
