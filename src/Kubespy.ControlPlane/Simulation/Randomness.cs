using System.Buffers.Binary;

namespace Kubespy.ControlPlane.Simulation;

/// <summary>All that is drawn by chance in a cluster, from one seed: the same seed and inputs give the same bytes.</summary>
public sealed class Randomness(int seed)
{
    /// <summary>No vowels and no look-alikes, so that no words arise (apimachinery/pkg/util/rand).</summary>
    private const string NameAlphabet = "bcdfghjklmnpqrstvwxz2456789";

    private readonly Random _random = new(seed);

    public int Seed => seed;

    /// <summary>A stream of its own that follows from the same seed.</summary>
    public Randomness Fork(string name)
    {
        var hash = (uint)seed;
        foreach (var c in name)
        {
            hash = (hash ^ c) * 16777619; // FNV-1a
        }

        return new Randomness((int)hash);
    }

    /// <summary>From 0 up to, not including, the bound.</summary>
    public int Next(int bound) => _random.Next(bound);

    /// <summary>From 0 up to, not including, 1.</summary>
    public double NextDouble() => _random.NextDouble();

    /// <summary>A random (version 4) UUID.</summary>
    public string NextUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(
            BinaryPrimitives.ReadInt32BigEndian(bytes),
            BinaryPrimitives.ReadInt16BigEndian(bytes[4..]),
            BinaryPrimitives.ReadInt16BigEndian(bytes[6..]),
            bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]).ToString();
    }

    /// <summary>The characters that <c>generateName</c> appends, five of them by default.</summary>
    public string NextNameSuffix(int length = 5) =>
        string.Create(length, _random, static (span, random) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = NameAlphabet[random.Next(NameAlphabet.Length)];
            }
        });
}
