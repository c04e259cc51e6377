using System.Globalization;
using CsCheck;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.ManagedFields;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Robustness;

/// <summary>What holds for objects of every kind, whatever is in them.</summary>
public sealed class ObjectProperties
{
    private static readonly Gen<(Resource Resource, int Seed)> AnyObject =
        Gen.Select(Gen.Int[0, Resources.All.Count - 1], Gen.Int[0, 1_000_000]).Select((i, seed) => (Resources.All[i], seed));

    [Fact]
    public void The_canonical_form_of_a_canonical_object_is_itself() => AnyObject.Sample(
        one =>
        {
            var canonical = Canonical(one.Resource, new ObjectGenerator(one.Seed).Object(one.Resource));
            return ReferenceEquals(Canonical(one.Resource, canonical), canonical);
        },
        iter: 2_000);

    [Fact]
    public void Defaults_are_filled_in_once() => AnyObject.Sample(
        one =>
        {
            var given = Canonical(one.Resource, new ObjectGenerator(one.Seed).Object(one.Resource));
            var defaulted = Canonical(one.Resource, ObjectDefaults.Apply(one.Resource, given));
            var again = Canonical(one.Resource, ObjectDefaults.Apply(one.Resource, defaulted));
            return again.ToString() == defaulted.ToString();
        },
        iter: 2_000);

    [Fact]
    public void Protobuf_and_JSON_of_an_object_decode_to_the_same() => AnyObject.Where(one => one.Resource != Resources.CustomResourceDefinitions).Sample(
        one =>
        {
            // Protobuf does not tell an empty list from none.
            var given = Canonical(one.Resource, new ObjectGenerator(one.Seed, hasEmptyLists: false).Object(one.Resource));
            var decoded = ProtobufReader.Read(ProtobufEncoder.Encode(given, one.Resource.Schema), one.Resource.Schema);
            Canonical(one.Resource, decoded).ToString().ShouldBe(Canonical(one.Resource, WithoutUnsaid(given, one.Resource.Schema)).ToString());
        },
        iter: 1_000);

    [Fact]
    public void A_strategic_merge_patch_with_the_object_itself_changes_nothing() => AnyObject.Sample(
        one =>
        {
            var given = Canonical(one.Resource, new ObjectGenerator(one.Seed).Object(one.Resource));
            return Canonical(one.Resource, StrategicMergePatch.Apply(given, given, one.Resource.Schema)) == given;
        },
        iter: 1_000);

    [Fact]
    public void A_strategic_merge_patch_applied_twice_is_applied_once() => AnyObject.Sample(
        one =>
        {
            var (given, patch) = (new ObjectGenerator(one.Seed).Object(one.Resource), new ObjectGenerator(one.Seed + 1).Object(one.Resource));
            var once = StrategicMergePatch.Apply(given, patch, one.Resource.Schema);
            return StrategicMergePatch.Apply(once, patch, one.Resource.Schema) == once;
        },
        iter: 1_000);

    [Fact]
    public void A_merge_patch_made_of_two_objects_leads_from_one_to_the_other() => AnyObject.Sample(
        one =>
        {
            var (from, to) = (new ObjectGenerator(one.Seed).Object(one.Resource), new ObjectGenerator(one.Seed + 1).Object(one.Resource));
            return MergePatch.Apply(from, MergeDifference(from, to)) == to;
        },
        iter: 1_000);

    [Fact]
    public void Applying_the_same_configuration_again_changes_nothing() => AnyObject.Sample(
        one =>
        {
            var config = new ObjectGenerator(one.Seed).Object(one.Resource);
            var context = new WriteContext("someone", "test/1") { FieldManager = "a" };
            var empty = new KubeObject(MapValue.Of(("kind", one.Resource.Kind), ("apiVersion", one.Resource.ApiVersion), ("metadata", MapValue.Of(("name", "x"), ("namespace", "default")))));
            var first = ServerSideApply.Apply(empty, config, one.Resource.Schema, context, "", [], force: false, DateTimeOffset.UnixEpoch);
            var second = ServerSideApply.Apply(first, config, one.Resource.Schema, context, "", [], force: false, DateTimeOffset.UnixEpoch.AddDays(1));
            return second.Root.ToString() == first.Root.ToString();
        },
        iter: 1_000);

    [Fact]
    public void Quantities_keep_their_amount_and_their_text_once_it_is_canonical() => Gen.Select(
        Gen.Int[-9999, 9999], Gen.Int[0, 3], OneOf("", "n", "u", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti", "e3", "E2")).Sample(
        (number, decimals, suffix) =>
        {
            var text = (number / (decimal)Math.Pow(10, decimals)).ToString(CultureInfo.InvariantCulture) + suffix;
            var quantity = Quantity.Parse(text);
            var canonical = Quantity.Parse(quantity.ToString());
            return canonical.CompareTo(quantity) == 0 && canonical.ToString() == quantity.ToString();
        });

    [Fact]
    public void A_selector_means_what_its_text_means() => Gen.Select(
        OneOf("a", "b", "x/y"), OneOf("=v", "!=v", " in (v,w)", " notin (v)", "", "!"), OneOf("v", "w", "z"), Gen.Bool).Sample(
        (key, condition, value, has) =>
        {
            var selector = LabelSelector.Parse(condition == "!" ? "!" + key : key + condition);
            var labels = has ? MapValue.Of((key, value)) : MapValue.Empty;
            return LabelSelector.Parse(selector.ToString()).Matches(labels) == selector.Matches(labels);
        });

    private static Gen<T> OneOf<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static MapValue Canonical(Resource resource, MapValue root) => new ObjectNormalizer().Normalize(root, resource.Schema);

    /// <summary>Protobuf has no field for some that JSON has: those of no number.</summary>
    private static MapValue WithoutUnsaid(MapValue map, TypeSchema type) => MapValue.Of(map
        .Where(e => e.Key is "kind" or "apiVersion" || type.Find(e.Key) is null or { Number: > 0 })
        .Select(e => KeyValuePair.Create(e.Key, e.Value)));

    private static MapValue MergeDifference(MapValue from, MapValue to)
    {
        var patch = new MapBuilder();
        foreach (var (name, value) in to)
        {
            patch.Set(name, from[name] is MapValue mine && value is MapValue theirs ? MergeDifference(mine, theirs) : value);
        }

        foreach (var (name, _) in from.Where(e => !to.ContainsKey(e.Key)))
        {
            patch.Set(name, Value.Null);
        }

        return patch.ToMap();
    }
}
