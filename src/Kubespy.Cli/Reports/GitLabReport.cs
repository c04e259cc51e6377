using System.Security.Cryptography;
using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Reports;

/// <summary>What went wrong, as GitLab's code quality report; an empty list where everything was reached.</summary>
internal static class GitLabReport
{
    public static string Of(IReadOnlyList<RunReport> reports) =>
        ListValue.Of(reports.Where(r => !r.IsReached).SelectMany(Issues)) + "\n";

    private static IEnumerable<Value> Issues(RunReport report) => report.Findings.Count == 0
        ? [Issue(report, report.Result, report.Message)]
        : report.Findings.Where(f => !f.IsByDesign).Select(f => Issue(report, f.Cause, $"{f.Summary}. Remedy: {f.Remedy}"));

    private static MapValue Issue(RunReport report, string check, string text) => MapValue.Of(
        ("description", $"{report.Subject}: {text}"),
        ("check_name", check),
        ("fingerprint", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{report.Subject} {check} {text}")))),
        ("severity", "blocker"),
        ("location", MapValue.Of(("path", report.Subject), ("lines", MapValue.Of(("begin", 1))))));
}
