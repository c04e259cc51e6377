using System.Text;
using Kubespy.Cli.Views;
using Kubespy.Core.Changes;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Recordings;

/// <summary>All objects of a moment as one list, as kubectl prints several of different kinds: to be read, filtered, or applied elsewhere.</summary>
internal static class WorldView
{
    /// <param name="objects">The objects; Secrets are shown without their values.</param>
    /// <param name="isYaml">As YAML; else as JSON.</param>
    public static string Render(IEnumerable<KubeObject> objects, bool isYaml)
    {
        var redactor = new SecretRedactor();
        var list = MapValue.Of(
            ("apiVersion", "v1"),
            ("kind", "List"),
            ("items", ListValue.Of(objects
                .OrderBy(o => o.Namespace, StringComparer.Ordinal).ThenBy(o => o.Kind, StringComparer.Ordinal).ThenBy(o => o.Name, StringComparer.Ordinal).ThenBy(o => o.Uid, StringComparer.Ordinal)
                .Select(o => (Value)redactor.Redact(o).Root))));
        return isYaml ? string.Join('\n', YamlText.Lines(list)) : Terminal.SafeText.Json(Encoding.UTF8.GetString(ValueWriter.Write(list, indented: true)));
    }
}
