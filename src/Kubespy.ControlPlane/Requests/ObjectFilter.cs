using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Validation;
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

        if (labels.Requirements.SelectMany(Invalid).FirstOrDefault() is { } error)
        {
            throw new ApiException(ApiStatus.BadRequest($"unable to parse requirement: {error}"));
        }

        var fields = ParseFields(path.Resource, path.Served.Group, request["fieldSelector"] ?? "").ToList();
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

    /// <summary>What can be no label (labels.NewRequirement, which knows no path of the key).</summary>
    private static IEnumerable<FieldError> Invalid(LabelRequirement requirement) =>
    [
        .. MetadataValidation.CheckLabels("<nil>", MapValue.Of((requirement.Key, ""))),
        .. requirement.Values.SelectMany((v, i) => MetadataValidation.CheckLabels(string.Create(CultureInfo.InvariantCulture, $"values[{i}][{requirement.Key}]"), MapValue.Of(("key", v)))),
    ];

    private static IEnumerable<(string[] Path, string Value, bool IsEqual)> ParseFields(Resource resource, string group, string selector)
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
            if (FieldLabels.PathOf(resource, group, name) is not { } path)
            {
                throw new ApiException(ApiStatus.BadRequest(FieldLabels.Refusal(resource, name)));
            }

            yield return (path, value, unequal < 0);
        }
    }
}
