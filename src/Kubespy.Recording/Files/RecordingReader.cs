using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Recording.Entries;

namespace Kubespy.Recording.Files;

/// <summary>Reads one file of a recording, block by block: by its index, or, where it has none because it was cut off, by the blocks' own headers.</summary>
public sealed class RecordingReader : IDisposable
{
    private readonly FileStream _file;
    private readonly List<string> _flaws = [];
    private readonly bool _hasIndex;

    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">It is no recording.</exception>
    public RecordingReader(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            var length = ZstdFrame.LengthAt(_file, 0, out _);
            var first = BlockContent.Read(_file, 0, length < 0 ? _file.Length : length, isWhole: length >= 0, most: 1);
            Header = first.Entries.Count > 0 ? RecordingHeader.Read(first.Entries[0])
                : throw new FormatException(first.Flaw.Length > 0 && first.Flaw != "cut off" ? first.Flaw : "it was cut off before its first entry");
            var index = BlockIndex.Read(_file, Header.Started);
            (_hasIndex, Blocks) = (index is not null, index ?? Find());
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public RecordingHeader Header { get; }

    /// <summary>Whether it was closed as it should be.</summary>
    public bool IsClosed => _hasIndex;

    /// <summary>What could not be read, in words, with the place; empty where all could.</summary>
    public IReadOnlyList<string> Flaws => _flaws;

    /// <summary>Without an index, of most of them is known only where they are.</summary>
    public IReadOnlyList<RecordingBlock> Blocks { get; }

    /// <summary>Whether the file begins as zstd does.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsRecording(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> magic = stackalloc byte[4];
        return file.ReadAtLeast(magic, 4, throwOnEndOfStream: false) == 4 && magic.SequenceEqual((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]);
    }

    /// <summary>All that was seen, in order; a decoder that has read the part before goes on with this one.</summary>
    public IEnumerable<RecordedEvent> Read(EntryDecoder decoder)
    {
        foreach (var block in Blocks)
        {
            foreach (var seen in Read(decoder, block))
            {
                yield return seen;
            }
        }
    }

    /// <summary>The objects as they were at that moment, read from the nearest state before it.</summary>
    public IReadOnlyList<KubeObject> StateAt(DateTimeOffset moment)
    {
        var from = 0;
        for (var i = 0; i < Blocks.Count && _hasIndex && Blocks[i].Time <= moment; i++)
        {
            from = Blocks[i].HasState ? i : from;
        }

        var decoder = new EntryDecoder(Header.Started);
        var states = new ObjectStates();
        foreach (var seen in Blocks.Skip(from).SelectMany(b => Read(decoder, b)).TakeWhile(s => s.News.Time <= moment))
        {
            states.Apply(seen);
        }

        return states.Objects;
    }

    public void Dispose() => _file.Dispose();

    private List<RecordedEvent> Read(EntryDecoder decoder, RecordingBlock block)
    {
        var content = BlockContent.Read(_file, block.Offset, block.Length, isWhole: ZstdFrame.LengthAt(_file, block.Offset, out _) == block.Length, withState: !decoder.IsComplete);
        var seen = new List<RecordedEvent>();
        if (content.Flaw.Length > 0)
        {
            Note(block, content.Flaw);
        }

        if (content.Entries.FirstOrDefault(e => e.StringAt("type") == "BLOCK") is not { } begin)
        {
            decoder.Lose();
            return seen;
        }

        if (!decoder.BeginBlock(begin.BoolAt("state") ?? false))
        {
            Note(block, "it builds upon the lost one and cannot be read");
            return seen;
        }

        try
        {
            foreach (var entry in content.Entries.Where(e => e.StringAt("type") is not ("BLOCK" or "RECORDING")))
            {
                seen.AddRange(decoder.Decode(entry));
            }

            if (content.Flaw.Length == 0 || content.Entries.Any(e => e.StringAt("type") is not ("BLOCK" or "RECORDING" or "STATE")))
            {
                seen.AddRange(decoder.EndState());
            }
        }
        catch (FormatException e)
        {
            Note(block, e.Message);
            decoder.Lose();
        }

        return seen;
    }

    private void Note(RecordingBlock block, string flaw) => _flaws.Add(flaw == "cut off"
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"it ends amid an entry, at byte {_file.Length:N0}: it is still being recorded, or was cut off there")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the block at byte {block.Offset:N0}: {flaw}"));

    /// <summary>The blocks by their headers: the last may be cut off, others damaged.</summary>
    private List<RecordingBlock> Find()
    {
        var blocks = new List<RecordingBlock>();
        for (long at = 0; at >= 0 && at < _file.Length;)
        {
            var length = ZstdFrame.LengthAt(_file, at, out var isSkippable);
            if (length < 0)
            {
                // Cut off, or its headers are damaged: it may have an end where another begins.
                var next = ZstdFrame.Next(_file, at + 4);
                while (next >= 0 && ZstdFrame.LengthAt(_file, next, out _) < 0)
                {
                    next = ZstdFrame.Next(_file, next + 4);
                }

                blocks.Add(new RecordingBlock(at, (next < 0 ? _file.Length : next) - at, Header.Started, false));
                at = next;
                continue;
            }

            if (!isSkippable)
            {
                blocks.Add(new RecordingBlock(at, length, Header.Started, false));
            }

            at += length;
        }

        return blocks;
    }
}
