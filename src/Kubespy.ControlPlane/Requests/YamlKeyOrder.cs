using System.Text;

namespace Kubespy.ControlPlane.Requests;

/// <summary>The order in which a real server writes members in YAML: letters before digits, numbers by their value (sorter.go in go-yaml).</summary>
internal sealed class YamlKeyOrder : IComparer<string>
{
    public static readonly YamlKeyOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = ((x ?? "").EnumerateRunes().ToArray(), (y ?? "").EnumerateRunes().ToArray());
        var isAfterDigits = false;
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            if (a[i] == b[i])
            {
                isAfterDigits = Rune.IsDigit(a[i]);
                continue;
            }

            var (isLetter, isOtherLetter) = (Rune.IsLetter(a[i]), Rune.IsLetter(b[i]));
            if (isLetter && isOtherLetter)
            {
                return a[i].CompareTo(b[i]);
            }

            if (isLetter || isOtherLetter)
            {
                return isLetter == isAfterDigits ? -1 : 1;
            }

            return CompareNumbers(a, b, i);
        }

        return a.Length.CompareTo(b.Length);
    }

    private static int CompareNumbers(Rune[] a, Rune[] b, int from)
    {
        // A zero that follows other digits does not lead.
        var leading = 0L;
        for (var i = from - 1; (a[from].Value == '0' || b[from].Value == '0') && i >= 0 && Rune.IsDigit(a[i]); i--)
        {
            leading = a[i].Value != '0' ? 1 : leading;
        }

        var ((one, end), (other, otherEnd)) = (Number(a, from, leading), Number(b, from, leading));
        return one != other ? one.CompareTo(other) : end != otherEnd ? end.CompareTo(otherEnd) : a[from].CompareTo(b[from]);
    }

    private static (long Value, int End) Number(Rune[] text, int from, long leading)
    {
        var end = from;
        for (; end < text.Length && Rune.IsDigit(text[end]); end++)
        {
            leading = unchecked((leading * 10) + (text[end].Value - '0'));
        }

        return (leading, end);
    }
}
