using System.Globalization;
using System.Text;
using System.Xml;
using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Reports;

/// <summary>How waiting went, as JUnit's XML: a suite for each target, a case for each phase; <c>reached</c> fails where the target was not reached, and each assertion is a case of its own.</summary>
internal static class JUnitReport
{
    public static string Of(IReadOnlyList<RunReport> reports)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("testsuites");
            foreach (var report in reports)
            {
                Write(xml, report);
            }

            xml.WriteEndElement();
        }

        return text.Replace("utf-16", "utf-8").Append('\n').ToString();
    }

    private static void Write(XmlWriter xml, RunReport report)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", SafeText.Of(report.Subject));
        xml.WriteAttributeString("tests", (report.Phases.Count + 1 + report.Asserted.Count).ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", ((report.IsReached || report.IsBroken ? 0 : 1) + report.Asserted.Count(a => a.Failure.Length > 0)).ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("time", Seconds(report.Took));
        xml.WriteAttributeString("timestamp", report.Start.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
        foreach (var phase in report.Phases)
        {
            Case(xml, report, phase.Name, phase.Duration);
            if (phase.HeldUpBy.Length > 0)
            {
                xml.WriteElementString("system-out", SafeText.Of("held up by " + phase.HeldUpBy));
            }

            xml.WriteEndElement();
        }

        Case(xml, report, "reached", report.Took);
        if (!report.IsReached && !report.IsBroken)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", report.Findings.Count > 0 ? report.Findings[0].Cause : report.Result);
            xml.WriteAttributeString("message", SafeText.Of(report.Message));
            xml.WriteString(string.Join('\n', report.Findings.Select(f => SafeText.Of($"{f.Summary} ({string.Join(", ", f.Subjects.Take(5))}): {f.Remedy}"))));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        foreach (var (name, failure) in report.Asserted)
        {
            Case(xml, report, "assert " + name, TimeSpan.Zero);
            if (failure.Length > 0)
            {
                xml.WriteStartElement("failure");
                xml.WriteAttributeString("type", name);
                xml.WriteAttributeString("message", SafeText.Of(failure));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Case(XmlWriter xml, RunReport report, string name, TimeSpan time)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", SafeText.Of(report.Subject));
        xml.WriteAttributeString("name", SafeText.Of(name));
        xml.WriteAttributeString("time", Seconds(time));
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
