using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>
/// Manifests with one field wrong or missing, sent as dry runs to a real Kubernetes 1.36.2: the embedded one refuses them with the same
/// message and the same causes in the same order. tools/Kubespy.Recordings asks anew.
/// </summary>
public sealed class RecordedRefusalsTests
{
    private const string DryRun = "?dryRun=All&fieldValidation=Strict&fieldManager=twin";

    [Fact]
    public void Refusals_are_those_of_a_real_server()
    {
        var table = Fixture.Json("refusals.json.br");
        var failures = new List<string>();
        var bases = table.ListAt("bases");
        foreach (var cases in table.ListAt("cases").GroupBy(c => c.Int64At("base")!.Value))
        {
            var api = new InProcessApi();
            var (path, obj) = (bases[(int)cases.Key].StringAt("path")!, (MapValue)bases[(int)cases.Key]["object"]!);
            failures.AddRange(cases.Where(c => c.StringAt("verb") == "POST").Select(c => Compare(api, c, "POST", path, "")).OfType<string>());
            Send(api, "POST", path, obj);
            api.Settle();
            var one = $"{path}/{obj.StringAt("metadata", "name")}";
            using var kept = api.Send("GET", one);
            var revision = kept.Json.StringAt("metadata", "resourceVersion") ?? "";
            failures.AddRange(cases.Where(c => c.StringAt("verb") == "PUT").Select(c => Compare(api, c, "PUT", one, revision)).OfType<string>());
        }

        failures.ShouldBeEmpty();
        table.ListAt("cases").Count.ShouldBeGreaterThan(500);
    }

    private static string? Compare(InProcessApi api, Value test, string verb, string path, string revision)
    {
        var body = ValueReader.Read(test["body"]!.ToString().Replace("$revision", revision, StringComparison.Ordinal));
        var answer = Send(api, verb, path + DryRun, body);
        // What the real server adds after a line's end is Go's diff of its own structs.
        var (wanted, given) = (Told(test), Told(MapValue.Of(
            ("message", answer.StringAt("message") ?? ""), ("causes", answer.ListAt("details", "causes")))));
        return wanted == given ? null : $"{test.StringAt("name")}:\n  wanted {wanted}\n  given  {given}";
    }

    private static string Told(Value answer) => string.Join(
        '\n', answer.ListAt("causes").Select(c => $"{c.StringAt("reason")} {c.StringAt("field")} {FirstLine(c.StringAt("message")!)}").Prepend(FirstLine(answer.StringAt("message")!)));

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd(']');

    private static Value Send(InProcessApi api, string verb, string path, Value body)
    {
        using var answer = api.Send(verb, path, Encoding.UTF8.GetBytes(body.ToString()), "application/json");
        return answer.Json;
    }
}
