using System.Globalization;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>
/// What the scheduler says of nodes that do not take a Pod, in words: each predicate with its count of nodes
/// (FitError in pkg/scheduler/framework/types.go).
/// </summary>
internal sealed record UnschedulableText(int Nodes, IReadOnlyList<(int Nodes, string Words)> Reasons)
{
    private const string Available = " nodes are available: ";

    /// <summary>Of <c>0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable. preemption: …</c>; null where it says something else.</summary>
    public static UnschedulableText? Of(string message)
    {
        var at = message.IndexOf(Available, StringComparison.Ordinal);
        if (!message.StartsWith("0/", StringComparison.Ordinal) || at < 0 || !int.TryParse(message.AsSpan(2, at - 2), CultureInfo.InvariantCulture, out var nodes))
        {
            return null;
        }

        var text = message[(at + Available.Length)..];
        // What follows the first sentence is what preemption made of it.
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        text = (end >= 0 ? text[..end] : text).TrimEnd('.', ' ');
        return new UnschedulableText(nodes, [.. Parts(text).Select(Reason)]);
    }

    public override string ToString() =>
        Invariant($"{(Nodes == 1 ? "the only node does not take it" : Invariant($"none of {Nodes} nodes takes it"))}: {string.Join(", ", Reasons.Select(Say))}");

    private static string Say((int Nodes, string Words) reason) => reason.Nodes == 0 ? reason.Words : Invariant($"{reason.Nodes} {reason.Words}");

    /// <summary>Reasons begin with a number; what does not belongs to the one before it.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        var part = "";
        foreach (var piece in text.Split(", "))
        {
            if (part.Length > 0 && piece.Length > 0 && char.IsAsciiDigit(piece[0]))
            {
                yield return part;
                part = piece;
            }
            else
            {
                part = part.Length == 0 ? piece : $"{part}, {piece}";
            }
        }

        if (part.Length > 0)
        {
            yield return part;
        }
    }

    private static (int Nodes, string Words) Reason(string part)
    {
        var space = part.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && int.TryParse(part.AsSpan(0, space), CultureInfo.InvariantCulture, out var nodes)
            ? (nodes, Words(part[(space + 1)..], nodes == 1))
            : (0, part);
    }

    private static string Words(string reason, bool isOne)
    {
        const string insufficient = "Insufficient ";
        const string taint = "node(s) had untolerated taint";
        var (has, does) = isOne ? ("has", "does") : ("have", "do");
        return reason switch
        {
            _ when reason.StartsWith(insufficient, StringComparison.Ordinal) => $"{has} too little {reason[insufficient.Length..]}",
            _ when reason.StartsWith(taint, StringComparison.Ordinal) && reason.Contains('{', StringComparison.Ordinal) =>
                $"{has} taint {Taint(reason)}, which it does not tolerate",
            _ when reason.StartsWith(taint, StringComparison.Ordinal) || reason == "node(s) had taints that the pod didn't tolerate" => $"{has} a taint that it does not tolerate",
            "Too many pods" => $"{has} no room for another Pod",
            "node(s) were unschedulable" => isOne ? "is cordoned" : "are cordoned",
            "node(s) didn't match Pod's node affinity/selector" => $"{does} not match its nodeSelector or node affinity",
            // A Pod of a DaemonSet is for one node: the others were not asked.
            "node(s) didn't satisfy plugin(s) [NodeAffinity]" => isOne ? "is not the node it is for" : "are not the node it is for",
            "node(s) didn't match the requested node name" => isOne ? "is not the node it names" : "are not the node it names",
            "node(s) didn't have free ports for the requested pod ports" => $"{has} its host port in use",
            "node(s) didn't match pod topology spread constraints" => "would break its topology spread",
            "node(s) didn't match pod topology spread constraints (missing required label)" => isOne ? "lacks the label its topology spread needs" : "lack the label its topology spread needs",
            "node(s) didn't match pod affinity rules" => isOne ? "runs no Pod its affinity asks for" : "run no Pod its affinity asks for",
            "node(s) didn't match pod anti-affinity rules" => isOne ? "runs a Pod its anti-affinity shuns" : "run a Pod its anti-affinity shuns",
            "node(s) didn't satisfy existing pods anti-affinity rules" => isOne ? "runs a Pod whose anti-affinity shuns it" : "run a Pod whose anti-affinity shuns it",
            "node(s) didn't find available persistent volumes to bind" => $"{has} no volume to bind",
            "node(s) didn't match PersistentVolume's node affinity" or "node(s) had volume node affinity conflict" or "node(s) had no available volume zone" => "cannot reach its volume",
            "node(s) exceed max volume count" => $"{has} no room for another volume",
            "node(s) did not have enough free storage" => $"{has} too little free storage",
            _ => reason,
        };
    }

    /// <summary>Of <c>… taint {dedicated: gpu}</c>, <c>dedicated=gpu</c>; the value may be empty.</summary>
    private static string Taint(string reason)
    {
        var inside = reason[(reason.IndexOf('{', StringComparison.Ordinal) + 1)..].TrimEnd('}', '.');
        var colon = inside.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? inside : inside[(colon + 2)..].Length == 0 ? inside[..colon] : $"{inside[..colon]}={inside[(colon + 2)..]}";
    }
}
