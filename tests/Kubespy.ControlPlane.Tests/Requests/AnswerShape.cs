using System.Text.RegularExpressions;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>An answer without what differs from cluster to cluster: uids, times, addresses, revisions, drawn names, a kubelet's status.</summary>
internal static partial class AnswerShape
{
    public static Value Of(Value value) => value switch
    {
        // Which annotations there are depends on the moment: endpoints name the last change only while it is new.
        MapValue map => MapValue.Of(map.Where(e => e.Key != "annotations").Select(e => KeyValuePair.Create(e.Key, e.Key switch
        {
            "managedFields" or "status" when e.Value is MapValue or ListValue => StringValue.Of("<any>"),
            // Never shown by kubectl; ours say it in fewer words.
            "description" => StringValue.Of("<any>"),
            "resourceVersion" => StringValue.Of("<n>"),
            "generation" when e.Value.AsInt64() > 1 => StringValue.Of("<several>"),
            "volumes" or "volumeMounts" => StringValue.Of("<any>"),
            _ => Of(e.Value),
        }))),
        ListValue list => ListValue.Of(list.Select(Of)),
        StringValue text => Abstract(text.Text),
        _ => value,
    };

    private static string Abstract(string text)
    {
        text = Uid().Replace(text, "<uid>");
        text = Time().Replace(text, "<time>");
        text = Address().Replace(text, "<ip>");
        text = PodSuffix().Replace(text, "$1-<drawn>");
        text = SliceSuffix().Replace(text, "nginx-<drawn>");
        text = NodePort().Replace(text, "80:<port>/TCP");
        text = Node().Replace(text, "<node>");
        text = Age().Replace(text, "<age>");
        return Number().IsMatch(text) ? "<n>" : Token().IsMatch(text) ? "<token>" : text;
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Time();

    [GeneratedRegex(@"\d+\.\d+\.\d+\.\d+(:\d+)?")]
    private static partial Regex Address();

    [GeneratedRegex("(nginx-6b799bd7f6)-[a-z0-9]{5}")]
    private static partial Regex PodSuffix();

    [GeneratedRegex("^nginx-[a-z0-9]{5}$")]
    private static partial Regex SliceSuffix();

    [GeneratedRegex(@"80:\d+/TCP")]
    private static partial Regex NodePort();

    [GeneratedRegex("^node-[0-9]$")]
    private static partial Regex Node();

    [GeneratedRegex("^([0-9]+[hms])+$")]
    private static partial Regex Age();

    [GeneratedRegex("^[0-9]{2,}$")]
    private static partial Regex Number();

    [GeneratedRegex("^eyJ[A-Za-z0-9_-]+$")]
    private static partial Regex Token();
}
