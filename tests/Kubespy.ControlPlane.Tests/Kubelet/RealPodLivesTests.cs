using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Kubelet;

/// <summary>
/// Pods of many kinds as a real 1.36.2 kubelet with containerd played them, several times each (tools/twin/pods.py): their way through states, the API's answers
/// and what the Events say must be one of the real ones. Two updates that come close may be one.
/// </summary>
public sealed class RealPodLivesTests
{
    private const string Namespace = "pod-lives";
    private const string Pods = $"/api/v1/namespaces/{Namespace}/pods";

    private static readonly IReadOnlyDictionary<string, MapValue> Lives =
        Fixture.Json("pod-lives.json.br").AsList()!.ToDictionary(s => s.StringAt("name")!, s => s.AsMap()!, StringComparer.Ordinal);

    /// <summary>Where the embedded kubelet differs, and why; what is mended must leave the list.</summary>
    private static readonly Dictionary<string, string> Different = new(StringComparer.Ordinal)
    {
        ["hostpath"] = "no machine is behind a node: every path of a hostPath is there, but those whose name says that it is not; a decision",
        ["nonroot"] = "no image is looked into, and many run as another user than root; a decision",
        ["startupslow"] = "no command is run: a probe that is not /bin/false succeeds; a decision",
        ["toomany"] = "the words of Docker Hub, not of the registry that was asked; a decision",
        ["unauthorized"] = "the words of Docker Hub, not of the registry that was asked; a decision",
    };

    public static TheoryData<string> Names => [.. Lives.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_Pod_lives_as_on_a_real_kubelet(string name)
    {
        var scenario = Lives[name];
        var (states, told, answers) = Play(scenario);
        var ways = scenario.ListAt("ways");
        var isSame = ways.Any(w => IsMergeOf(states, Texts(w.ListAt("states"))) && told.SetEquals(w.ListAt("events").Select(EventLine)) && answers.SequenceEqual(w.ListAt("answers").Select(AnswerLine)));
        isSame.ShouldBe(!Different.ContainsKey(name), Report(states, told, answers, ways[0]));
    }

    private static (List<string> States, HashSet<string> Told, List<string> Answers) Play(MapValue scenario)
    {
        var api = new InProcessApi(nodes: 1);
        api.Cluster.Api.Create(Resources.Namespaces, KubeObject.Parse($$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{Namespace}}}"}}"""), new WriteContext("test", "test"));
        api.Settle();
        var loop = api.Cluster.Loop;
        var node = api.Cluster.Store.Read(Resources.Nodes).Objects.Values.First().Name;
        var states = new List<string>();
        KubeObject? last = null;
        api.Cluster.Store.Subscribe(Resources.Pods, change =>
        {
            last = change.Object;
            if (PodLine.Of(change.Type, change.Object) is var line && (states.Count == 0 || states[^1] != line))
            {
                states.Add(line);
            }
        });
        var pod = MapValue.Of(("apiVersion", "v1"), ("kind", "Pod"), ("metadata", MapValue.Of(("name", "p"))), ("spec", scenario["spec"]!));
        var answers = new List<string>();
        Ask(api, "POST", Pods, ValueReader.Read(pod.ToString().Replace("\"NODE\"", $"\"{node}\"", StringComparison.Ordinal)), answers);
        var start = loop.Now;
        foreach (var step in scenario.ListAt("then"))
        {
            loop.AdvanceTo(start.AddSeconds(step.Int64At("at")!.Value));
            Do(api, step, answers);
        }

        loop.AdvanceTo(start.AddSeconds(scenario.Int64At("seconds")!.Value + 1));
        var told = api.Cluster.Store.Read(Resources.Events).Objects.Values.Where(e => e.Root.StringAt("involvedObject", "kind") == "Pod")
            .Select(e => Line(e.Root.StringAt("type"), e.Root.StringAt("reason"), PodLine.Plain(e.Root.StringAt("message")!, last!), e.Root.StringAt("involvedObject", "fieldPath")));
        return (states, told.ToHashSet(StringComparer.Ordinal), answers);
    }

    private static void Do(InProcessApi api, Value step, List<string> answers)
    {
        if (step["patch"] is { } patch)
        {
            var type = patch is ListValue ? "application/json-patch+json" : "application/strategic-merge-patch+json";
            Ask(api, "PATCH", Pods + "/p" + (step.StringAt("subresource") is { } sub ? "/" + sub : ""), patch, answers, type);
        }
        else if (step["create"] is { } made)
        {
            Ask(api, "POST", $"/api/v1/namespaces/{Namespace}/configmaps", made, answers);
        }
        else
        {
            Ask(api, "DELETE", Pods + "/p", step.MapAt("delete") is { Count: > 0 } options ? options : null, answers);
        }
    }

    private static void Ask(InProcessApi api, string method, string path, Value? body, List<string> answers, string type = "application/json")
    {
        using var answer = api.Send(method, path, body is null ? default : Encoding.UTF8.GetBytes(body.ToString()), body is null ? "" : type);
        answers.Add(AnswerLine(method, answer.Code, answer.Code >= 300 ? PodLine.WithoutCapacity(answer.Json.StringAt("message")!) : ""));
    }

    /// <summary>Whether one is the other with states left out, two at most: merged with the next, or still to come when it was over.</summary>
    private static bool IsMergeOf(List<string> ours, List<string> real) => ours.Count <= real.Count ? IsPartOf(ours, real) : IsPartOf(real, ours);

    private static bool IsPartOf(List<string> few, List<string> many)
    {
        var next = 0;
        foreach (var state in many)
        {
            next += next < few.Count && few[next] == state ? 1 : 0;
        }

        return next == few.Count && few.Count >= many.Count - 2;
    }

    private static List<string> Texts(ListValue list) => [.. list.Select(t => t.AsString()!)];

    private static string EventLine(Value told)
    {
        var parts = told.AsList()!;
        return Line(parts[0].AsString(), parts[1].AsString(), parts[2].AsString(), parts[3].AsString());
    }

    private static string Line(string? type, string? reason, string? message, string? path) => $"{type} {reason} {path}: {message}";

    private static string AnswerLine(Value answer)
    {
        var parts = answer.AsList()!;
        return AnswerLine(parts[0].AsString()!, parts[1].AsInt64()!.Value, parts[2].AsString());
    }

    private static string AnswerLine(string method, long code, string? message) => FormattableString.Invariant($"{method} {code} {message}");

    private static string Report(List<string> states, HashSet<string> told, List<string> answers, Value real) =>
        string.Join('\n', [
            "", "ours:", .. states, "real:", .. Texts(real.ListAt("states")),
            "Events of ours alone:", .. told.Except(real.ListAt("events").Select(EventLine)), "of the real one alone:", .. real.ListAt("events").Select(EventLine).Except(told),
            "answers:", .. answers, "real:", .. real.ListAt("answers").Select(AnswerLine)]);
}
