namespace Kubespy.Core.Findings;

/// <summary>Of which subjects, and of which of their containers, a cause has been found; looked up, since there may be thousands.</summary>
internal sealed class Explained
{
    private readonly HashSet<string> _wholly = new(StringComparer.Ordinal);
    private readonly HashSet<string> _somehow = new(StringComparer.Ordinal);
    private readonly HashSet<(string Subject, string Part)> _parts = [];

    public void Add(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings.Where(f => !f.IsByDesign))
        {
            foreach (var subject in finding.Subjects)
            {
                _somehow.Add(subject);
                _parts.Add((subject, finding.Part));
                if (finding.Part.Length == 0)
                {
                    _wholly.Add(subject);
                }
            }
        }
    }

    /// <summary>A cause of the whole covers its parts, and a cause of a part the whole, but not its other parts.</summary>
    public bool Covers(Finding finding) => finding.Subjects.Any(s =>
        _wholly.Contains(s) || (finding.Part.Length == 0 ? _somehow.Contains(s) : _parts.Contains((s, finding.Part))));
}
