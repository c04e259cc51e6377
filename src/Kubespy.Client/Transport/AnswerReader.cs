using System.Buffers;
using System.Text.Json;
using Kubespy.Core.Values;

namespace Kubespy.Client.Transport;

/// <summary>
/// Reads an answer as it arrives: one item of a list at a time, so that a page of 500 Pods (3 MB) is never in memory whole.
/// What the projection does not keep is passed over.
/// </summary>
internal static class AnswerReader
{
    /// <summary>One field of the answer, or one item of its list, may be as large as one event of a watch.</summary>
    private const int MaxPart = 64 * 1024 * 1024;

    private const int FirstBuffer = 64 * 1024;

    /// <summary>The largest answer that is read: a server that never ends must not fill the memory. A page of 500 objects of the size that etcd takes
    /// (1.5 MiB) would be larger; real ones are far from it.</summary>
    private const long Most = 512L * 1024 * 1024;

    /// <summary>Reads what the projection keeps. <paramref name="onRead"/> is called whenever some bytes have come.</summary>
    /// <exception cref="JsonException">The answer is not one JSON object.</exception>
    /// <exception cref="IOException">The connection broke, or a part of the answer is too large.</exception>
    public static async Task<MapValue> ReadAsync(Stream stream, Projection projection, Action onRead, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var parser = new Parser(projection);
            var (filled, total) = (0, 0L);
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation);
                onRead();
                (filled, total) = (filled + read, total + read);
                if (total > Most)
                {
                    throw new IOException($"it is larger than {Most / (1024 * 1024)} MiB");
                }

                var used = parser.Take(buffer.AsSpan(0, filled), isLast: read == 0);
                if (read == 0)
                {
                    return parser.Result;
                }

                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
                buffer = filled < buffer.Length ? buffer : Grown(buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grown(byte[] buffer)
    {
        if (buffer.Length >= MaxPart)
        {
            throw new IOException($"a part of the answer is larger than {MaxPart / (1024 * 1024)} MiB");
        }

        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    /// <summary>Where the answer has been read to: before it, between its fields, among the items of its list, behind it.</summary>
    private enum Place
    {
        Start,
        Fields,
        Items,
        End,
    }

    private sealed class Parser(Projection projection)
    {
        private readonly MapBuilder _fields = new();
        private readonly List<Value> _items = [];
        private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = ValueReader.MaxDepth + 2 });
        private Place _place;

        public MapValue Result => _fields.ToMap();

        /// <summary>Takes in all whole parts; how many bytes these were.</summary>
        public int Take(ReadOnlySpan<byte> bytes, bool isLast)
        {
            var used = 0;
            while (true)
            {
                var reader = new Utf8JsonReader(bytes[used..], isLast, _state);
                if (!TryTake(ref reader, bytes[used..]))
                {
                    return used;
                }

                used += (int)reader.BytesConsumed;
                _state = reader.CurrentState;
            }
        }

        private bool TryTake(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes)
        {
            if (!reader.Read())
            {
                return false;
            }

            switch (_place)
            {
                case Place.Start when reader.TokenType == JsonTokenType.StartObject:
                    _place = Place.Fields;
                    return true;
                case Place.Fields when reader.TokenType == JsonTokenType.EndObject:
                    _place = Place.End;
                    return true;
                case Place.Fields:
                    return TryTakeField(ref reader, bytes);
                case Place.Items when reader.TokenType == JsonTokenType.EndArray:
                    _fields.Set("items", ListValue.Adopt([.. _items]));
                    _place = Place.Fields;
                    return true;
                case Place.Items:
                    return TryTakeValue(ref reader, bytes, projection.Below("items")!) is { } item && Add(item);
                default:
                    throw new JsonException("the answer is not one JSON object");
            }
        }

        private bool TryTakeField(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes)
        {
            var name = reader.GetString()!;
            if (!reader.Read())
            {
                return false;
            }

            var below = projection.Below(name);
            if (name == "items" && below is not null && reader.TokenType == JsonTokenType.StartArray)
            {
                _place = Place.Items;
                return true;
            }

            if (below is null)
            {
                return reader.TrySkip();
            }

            return TryTakeValue(ref reader, bytes, below) is { } value && _fields.Set(name, value) is not null;
        }

        /// <summary>Null where it has not come whole.</summary>
        private static Value? TryTakeValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, Projection projection)
        {
            var start = (int)reader.TokenStartIndex;
            return reader.TrySkip() ? ValueReader.Read(bytes[start..(int)reader.BytesConsumed], projection) : null;
        }

        private bool Add(Value item)
        {
            _items.Add(item);
            return true;
        }
    }
}
