using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.Core.Objects;

/// <summary>How a requirement compares.</summary>
public enum LabelOperator
{
    In,
    NotIn,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan,
}

/// <summary>One requirement of a <see cref="LabelSelector"/>. <c>NotIn</c> also holds where the label is missing, as in Kubernetes.</summary>
public sealed record LabelRequirement(string Key, LabelOperator Operator, IReadOnlyList<string> Values)
{
    public bool Matches(MapValue labels)
    {
        var label = labels.StringAt(Key);
        return Operator switch
        {
            LabelOperator.In => label is not null && Values.Contains(label, StringComparer.Ordinal),
            LabelOperator.NotIn => label is null || !Values.Contains(label, StringComparer.Ordinal),
            LabelOperator.Exists => label is not null,
            LabelOperator.DoesNotExist => label is null,
            LabelOperator.GreaterThan => Compare(label) > 0,
            LabelOperator.LessThan => Compare(label) < 0,
            _ => false,
        };
    }

    public override string ToString() => Operator switch
    {
        LabelOperator.In when Values.Count == 1 => $"{Key}={Values[0]}",
        LabelOperator.NotIn when Values.Count == 1 => $"{Key}!={Values[0]}",
        LabelOperator.In => $"{Key} in ({string.Join(',', Values)})",
        LabelOperator.NotIn => $"{Key} notin ({string.Join(',', Values)})",
        LabelOperator.Exists => Key,
        LabelOperator.DoesNotExist => $"!{Key}",
        LabelOperator.GreaterThan => $"{Key}>{Values[0]}",
        _ => $"{Key}<{Values[0]}",
    };

    private int? Compare(string? label) =>
        long.TryParse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var left)
            && long.TryParse(Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : null;
}
