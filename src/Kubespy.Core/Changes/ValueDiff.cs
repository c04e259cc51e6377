using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Changes;

/// <summary>
/// The differences between two revisions of an object, as people mean them: items of a list by their keys, sets without an order, each change once and as
/// deep as it can be told. Pure.
/// </summary>
public sealed class ValueDiff
{
    private readonly FieldScope _scope;
    private readonly string _kind;
    private readonly List<FieldChange> _changes = [];

    private ValueDiff(FieldScope scope, string kind) => (_scope, _kind) = (scope, kind);

    public static IReadOnlyList<FieldChange> Of(KubeObject old, KubeObject @new, FieldScope scope)
    {
        var diff = new ValueDiff(scope, @new.Kind);
        diff.Compare(FieldPath.Root, "", old.Root, @new.Root);
        return scope.WithNoise ? diff._changes : WithoutTransitions(diff._changes);
    }

    /// <summary>When a condition's status changed is known from when it was seen to; on its own, the time tells of a change that was not seen.</summary>
    private static List<FieldChange> WithoutTransitions(List<FieldChange> changes)
    {
        var changed = changes.Where(c => c.Path.Names is [.., "conditions", "status"]).Select(c => c.Path.Parent).ToHashSet();
        return changed.Count == 0 ? changes : [.. changes.Where(c => c.Path.Names is not [.., "conditions", "lastTransitionTime"] || !changed.Contains(c.Path.Parent))];
    }

    private void Compare(FieldPath path, string field, Value? old, Value? @new)
    {
        if (ReferenceEquals(old, @new) || old == @new)
        {
            return;
        }

        switch (_scope.Match(path, _kind))
        {
            case false:
                return;
            case null:
                // Only some of it is looked at: what is missing is as good as empty.
                old ??= @new is ListValue ? ListValue.Empty : @new is MapValue ? MapValue.Empty : null;
                @new ??= old is ListValue ? ListValue.Empty : old is MapValue ? MapValue.Empty : null;
                break;
        }

        switch (old, @new)
        {
            case (MapValue before, MapValue after):
                CompareMaps(path, before, after);
                break;
            case (ListValue before, ListValue after):
                CompareLists(path, field, before, after);
                break;
            default:
                if (_scope.Match(path, _kind) is true)
                {
                    _changes.Add(new FieldChange(path, WithoutNoise(path, field, old), WithoutNoise(path, field, @new)));
                }

                break;
        }
    }

    /// <summary>A whole that was added or removed is told without the noise in it.</summary>
    private Value? WithoutNoise(FieldPath path, string field, Value? value) => value switch
    {
        MapValue map => MapValue.Of(map.Where(e => _scope.Match(path.To(e.Key), _kind) is not false)
            .Select(e => KeyValuePair.Create(e.Key, WithoutNoise(path.To(e.Key), e.Key, e.Value)!))),
        ListValue list => ListValue.Of(list.Select((item, i) => WithoutNoise(path.To(new PathStep.Index(i)), field, item)!)),
        _ => value,
    };

    private void CompareMaps(FieldPath path, MapValue old, MapValue @new)
    {
        foreach (var (name, value) in old)
        {
            Compare(path.To(name), name, value, @new[name]);
        }

        foreach (var (name, value) in @new)
        {
            if (!old.ContainsKey(name))
            {
                Compare(path.To(name), name, null, value);
            }
        }
    }

    private void CompareLists(FieldPath path, string field, ListValue old, ListValue @new)
    {
        if (ListKeys.Of(field, old, @new) is { } keys)
        {
            CompareByKey(path, field, keys, old, @new);
        }
        else if (AreSets(old, @new) && (ListKeys.IsSet(field) || (KeepsOrder(old, @new) && field is not ("command" or "args"))))
        {
            CompareSets(path, old, @new);
        }
        else if (old.Concat(@new).Any(i => i is MapValue or ListValue))
        {
            for (var i = 0; i < Math.Max(old.Count, @new.Count); i++)
            {
                Compare(path.To(new PathStep.Index(i)), field, i < old.Count ? old[i] : null, i < @new.Count ? @new[i] : null);
            }
        }
        else if (_scope.Match(path, _kind) is true)
        {
            // Words in an order, such as a command: one is nothing without the others.
            _changes.Add(new FieldChange(path, old, @new));
        }
    }

    private void CompareByKey(FieldPath path, string field, string[] keys, ListValue old, ListValue @new)
    {
        var before = old.ToDictionary(i => ListKeys.KeyOf(keys, i));
        var after = @new.ToDictionary(i => ListKeys.KeyOf(keys, i));
        foreach (var (key, item) in before)
        {
            Compare(path.To(new PathStep.Item(key)), field, item, after.GetValueOrDefault(key));
        }

        foreach (var (key, item) in after.Where(i => !before.ContainsKey(i.Key)))
        {
            Compare(path.To(new PathStep.Item(key)), field, null, item);
        }

        if (ListKeys.IsOrdered(field) && _scope.Match(path, _kind) is true)
        {
            // Where what is new comes after what stays, in its old order, the changes above say all.
            var told = before.Keys.Where(after.ContainsKey).Concat(after.Keys.Where(k => !before.ContainsKey(k)));
            if (!told.SequenceEqual(after.Keys))
            {
                _changes.Add(new FieldChange(path, NamesOf(before.Keys), NamesOf(after.Keys), IsOrder: true));
            }
        }
    }

    private void CompareSets(FieldPath path, ListValue old, ListValue @new)
    {
        foreach (var member in old.Except(@new))
        {
            Compare(path.To(new PathStep.Member(member)), "", member, null);
        }

        foreach (var member in @new.Except(old))
        {
            Compare(path.To(new PathStep.Member(member)), "", null, member);
        }
    }

    private static ListValue NamesOf(IEnumerable<MapValue> keys) => ListValue.Of(keys.Select(k => k.Values[0]));

    /// <summary>What is in both is in the same order, and what is new comes after it: members that went and came say all.</summary>
    private static bool KeepsOrder(ListValue old, ListValue @new) => old.Intersect(@new).Concat(@new.Except(old)).SequenceEqual(@new);

    private static bool AreSets(ListValue old, ListValue @new) => IsSet(old) && IsSet(@new);

    private static bool IsSet(ListValue list) => list.All(i => i is StringValue or NumberValue) && list.ToHashSet().Count == list.Count;
}
