namespace Kubespy.Comparator;

/// <summary>A longest common subsequence.</summary>
public static class Alignment
{
    /// <summary>The places at which both are the same, in order.</summary>
    public static List<(int Expected, int Actual)> Of(IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        var table = Enumerable.Range(0, expected.Count + 1).Select(_ => new int[actual.Count + 1]).ToArray();
        for (var i = expected.Count - 1; i >= 0; i--)
        {
            for (var j = actual.Count - 1; j >= 0; j--)
            {
                table[i][j] = expected[i] == actual[j] ? table[i + 1][j + 1] + 1 : Math.Max(table[i + 1][j], table[i][j + 1]);
            }
        }

        var result = new List<(int, int)>();
        for (int i = 0, j = 0; i < expected.Count && j < actual.Count;)
        {
            if (expected[i] == actual[j])
            {
                result.Add((i++, j++));
            }
            else if (table[i + 1][j] >= table[i][j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return result;
    }
}
