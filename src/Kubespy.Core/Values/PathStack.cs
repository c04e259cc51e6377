using System.Globalization;
using System.Text;

namespace Kubespy.Core.Values;

/// <summary>
/// Where one stands in a value that is being walked: names and indices, written as text (<c>spec.containers[0].image</c>)
/// only where something is to be told.
/// </summary>
public sealed class PathStack
{
    private readonly List<(string? Name, int Index)> _steps = [];

    /// <summary>The names alone, without indices.</summary>
    public IEnumerable<string> Names => _steps.Select(s => s.Name).OfType<string>();

    public void Push(string name) => _steps.Add((name, 0));

    public void Push(int index) => _steps.Add((null, index));

    public void Pop() => _steps.RemoveAt(_steps.Count - 1);

    /// <summary>The path of an entry of that name, here.</summary>
    public string To(string name)
    {
        var here = ToString();
        return here.Length == 0 ? name : $"{here}.{name}";
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, index) in _steps)
        {
            _ = name is null
                ? text.Append(CultureInfo.InvariantCulture, $"[{index}]")
                : text.Append(text.Length == 0 ? "" : ".").Append(name);
        }

        return text.ToString();
    }
}
