using System.Text;
using System.Text.RegularExpressions;
using Kubespy.Core.Values;
using Kubespy.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kubespy.ControlPlane.Requests;

/// <summary>A value as YAML, as a real server writes it: members by name (sigs.k8s.io/yaml).</summary>
internal static partial class YamlWriter
{
    public static byte[] Write(Value value)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, value);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Emit(Emitter emitter, Value value)
    {
        switch (value)
        {
            case MapValue map:
                emitter.Emit(new MappingStart());
                foreach (var (name, entry) in map.OrderBy(e => e.Key, YamlKeyOrder.Instance))
                {
                    EmitText(emitter, name);
                    Emit(emitter, entry);
                }

                emitter.Emit(new MappingEnd());
                break;
            case ListValue list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block));
                foreach (var item in list)
                {
                    Emit(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case StringValue text:
                EmitText(emitter, text.Text);
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, value.ToString(), ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
                break;
        }
    }

    /// <summary>Text that would be read as something else is quoted.</summary>
    private static void EmitText(Emitter emitter, string text)
    {
        var isPlain = YamlReader.Resolve(text) is StringValue && !OldMeaning().IsMatch(text);
        emitter.Emit(new Scalar(
            AnchorName.Empty, TagName.Empty, text, isPlain ? ScalarStyle.Any : ScalarStyle.DoubleQuoted, isPlainImplicit: true, isQuotedImplicit: true));
    }

    /// <summary>What older readers take for times, numbers to the base of sixty and truth (resolve.go in go-yaml).</summary>
    [GeneratedRegex(@"^(\d{4}-\d{1,2}-\d{1,2}([Tt ].*)?|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)\z")]
    private static partial Regex OldMeaning();
}
