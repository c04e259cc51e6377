using System.Text;

namespace Kubespy.Client.Transport;

/// <summary>
/// Sends one header several times, which HttpClient cannot: it joins the values with commas, and an API server takes <c>Impersonate-Group: a, b</c> for
/// one group of that name. The values go in as one text, a separator between, and this encoding writes the header's name anew at each.
/// HTTP/1.1 only, where a header is text.
/// </summary>
internal sealed class RepeatedHeader(string name) : Encoding
{
    /// <summary>INFORMATION SEPARATOR TWO: HttpClient lets it pass, and no name of a user or group has it.</summary>
    private const char Separator = '\u001e';

    private readonly byte[] _between = UTF8.GetBytes($"\r\n{name}: ");

    /// <summary>The one text that stands for all values.</summary>
    /// <exception cref="ArgumentException">A value holds what would end a header.</exception>
    public static string Join(IEnumerable<string> values)
    {
        var all = values.ToArray();
        return all.All(v => !v.Any(char.IsControl))
            ? string.Join(Separator, all)
            : throw new ArgumentException("a header's value holds a control character", nameof(values));
    }

    public override int GetByteCount(char[] chars, int index, int count) => Convert(chars.AsSpan(index, count)).Length;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        var encoded = Convert(chars.AsSpan(charIndex, charCount));
        encoded.CopyTo(bytes, byteIndex);
        return encoded.Length;
    }

    public override int GetCharCount(byte[] bytes, int index, int count) => UTF8.GetCharCount(bytes, index, count);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        UTF8.GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    public override int GetMaxByteCount(int charCount) => charCount * Math.Max(_between.Length, 4);

    public override int GetMaxCharCount(int byteCount) => UTF8.GetMaxCharCount(byteCount);

    private byte[] Convert(ReadOnlySpan<char> text)
    {
        var bytes = new List<byte>(text.Length);
        foreach (var part in text.ToString().Split(Separator))
        {
            if (bytes.Count > 0)
            {
                bytes.AddRange(_between);
            }

            bytes.AddRange(UTF8.GetBytes(part));
        }

        return [.. bytes];
    }
}
