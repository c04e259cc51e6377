using Kubespy.Core.Values;

namespace Kubespy.Core.Objects;

/// <summary>
/// A set of requirements on labels, all of which must hold (apimachinery/pkg/labels).
/// Made from a query string (<c>app=nginx,tier in (a,b),!x</c>) or from a metav1.LabelSelector.
/// </summary>
public sealed class LabelSelector
{
    public static readonly LabelSelector Everything = new([], matchesNothing: false);

    /// <summary>What a missing metav1.LabelSelector means.</summary>
    public static readonly LabelSelector Nothing = new([], matchesNothing: true);

    private readonly LabelRequirement[] _requirements;
    private readonly bool _matchesNothing;

    private LabelSelector(LabelRequirement[] requirements, bool matchesNothing)
    {
        _requirements = requirements;
        _matchesNothing = matchesNothing;
    }

    /// <summary>All of which must hold.</summary>
    public IReadOnlyList<LabelRequirement> Requirements => _requirements;

    public bool IsEverything => !_matchesNothing && _requirements.Length == 0;

    public static LabelSelector Of(IEnumerable<LabelRequirement> requirements)
    {
        LabelRequirement[] all = [.. requirements];
        return all.Length == 0 ? Everything : new LabelSelector(all, matchesNothing: false);
    }

    /// <summary>Equality on every entry, as a Service's selector means it.</summary>
    public static LabelSelector OfLabels(MapValue labels) =>
        Of(labels.OrderBy(l => l.Key, StringComparer.Ordinal)
            .Select(l => new LabelRequirement(l.Key, LabelOperator.In, [l.Value.AsString() ?? ""])));

    /// <summary>From a metav1.LabelSelector (<c>matchLabels</c> and <c>matchExpressions</c>); null selects nothing, empty everything.</summary>
    public static LabelSelector OfValue(Value? selector)
    {
        if (selector is not MapValue map)
        {
            return Nothing;
        }

        var requirements = new List<LabelRequirement>();
        foreach (var (name, value) in (map["matchLabels"]?.AsMap() ?? MapValue.Empty).OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            requirements.Add(new(name, LabelOperator.In, [value.AsString() ?? ""]));
        }

        foreach (var expression in map.ListAt("matchExpressions"))
        {
            var op = expression.StringAt("operator") switch
            {
                "In" => LabelOperator.In,
                "NotIn" => LabelOperator.NotIn,
                "Exists" => LabelOperator.Exists,
                "DoesNotExist" => LabelOperator.DoesNotExist,
                var other => throw new FormatException($"\"{other}\" is not a valid label selector operator"),
            };
            requirements.Add(new(
                expression.StringAt("key") ?? "", op, [.. expression.ListAt("values").Select(v => v.AsString() ?? "")]));
        }

        return Of(requirements);
    }

    /// <exception cref="FormatException">The text is not a label selector; the message is the one apimachinery gives.</exception>
    public static LabelSelector Parse(string text) => LabelSelectorParser.Parse(text);

    public bool Matches(MapValue labels)
    {
        if (_matchesNothing)
        {
            return false;
        }

        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The selector as a query string; what <see cref="Parse"/> reads back.</summary>
    public override string ToString() => string.Join(',', _requirements.Select(r => r.ToString()));
}
