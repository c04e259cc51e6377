using System.Text;
using System.Text.RegularExpressions;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>
/// Kinds as a real Kubernetes 1.36.2 lists them, fills them in and shows them: one object of each, sent as a dry run to both.
/// tools/twin/kinds.py asks anew.
/// </summary>
public sealed partial class RecordedKindsTests
{
    private const string DryRun = "?dryRun=All&fieldValidation=Strict&fieldManager=twin";
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";

    private readonly InProcessApi _api = new();

    public static IEnumerable<TheoryDataRow<int, string>> Kinds() => Fixture.Json("kinds.json").ListAt("kinds")
        .Select((k, i) => new TheoryDataRow<int, string>(i, k.StringAt("given", "kind")!));

    [Fact]
    public void Discovery_lists_them_with_all_their_names()
    {
        foreach (var (version, wanted) in Fixture.Json("kinds.json").MapAt("discovery")!)
        {
            using var answer = _api.Send("GET", version);
            foreach (var line in wanted.AsList()!)
            {
                answer.Json.ListAt("resources").FirstOrDefault(r => r.StringAt("name") == line.StringAt("name"))?.ToString().ShouldBe(line.ToString(), version);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_object_is_filled_in_alike(int index, string kind)
    {
        var recorded = Fixture.Json("kinds.json").ListAt("kinds")[index];
        using var answer = Send(recorded, "application/json");

        answer.Code.ShouldBe(201, answer.Text);
        Normalised(answer.Json).ShouldBe(Normalised(recorded.At("made")!), kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_table_has_the_same_columns_and_cells(int index, string kind)
    {
        var recorded = Fixture.Json("kinds.json").ListAt("kinds")[index];
        using var answer = Send(recorded, Table);

        ListValue.Of(answer.Json.ListAt("columnDefinitions").Select(c => (Value)ListValue.Of([c["name"]!, c["type"]!, c["format"]!, c["priority"]!])))
            .ToString().ShouldBe(recorded.At("columns")!.ToString(), kind);
        // An IPAddress has, on a real server, one cell more than columns.
        var cells = recorded.ListAt("cells").Take(recorded.ListAt("columns").Count).Select(c => Times().Replace(c.ToString(), "<time>"));
        answer.Json.ListAt("rows")[0].ListAt("cells").Select(c => Times().Replace(c.ToString(), "<time>")).ShouldBe(cells, kind);
    }

    private InProcessApi.Answer Send(Value recorded, string accept) => _api.Send(
        "POST", recorded.StringAt("path") + DryRun, Encoding.UTF8.GetBytes(recorded.At("given")!.ToString()), "application/json", accept);

    /// <summary>Without what no two servers share; members by name.</summary>
    private static string Normalised(Value obj)
    {
        var metadata = obj.MapAt("metadata")!.Without("uid").Without("creationTimestamp").Without("resourceVersion");
        if (metadata["managedFields"] is ListValue owners)
        {
            metadata = metadata.With("managedFields", ListValue.Of(owners.Select(o => (Value)((MapValue)o).Without("time"))));
        }

        return Times().Replace(Sorted(((MapValue)obj).With("metadata", metadata)).ToString(), "<time>");
    }

    private static Value Sorted(Value value) => value switch
    {
        MapValue map => MapValue.Of(map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))),
        ListValue list => ListValue.Of(list.Select(Sorted)),
        _ => value,
    };

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Times();
}
