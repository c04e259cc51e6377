using System.Buffers;
using Kubespy.Core.Values;
using Kubespy.Recording.Entries;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Kubespy.Recording.Files;

/// <summary>
/// Writes a recording (docs/recording-format.md): appends only, in blocks, so that whatever ends it, all whole entries that were flushed can be read.
/// Not for several threads at once.
/// </summary>
public sealed class RecordingWriter : IDisposable
{
    /// <summary>The state is written again once so many times its own size has been: it costs a fifth at most, and going to any moment costs little.</summary>
    private const int StateShare = 4;

    /// <summary>What is written is flushed after so many bytes of JSON: more are not lost where the file is cut off, and it costs little of what compression saves.</summary>
    private const int FlushBytes = 16 * 1024;

    /// <summary>A part has at least so many bytes of JSON.</summary>
    private const int LeastPartBytes = 64 * 1024;

    private const int Level = 3;

    private readonly ArrayBufferWriter<byte> _line = new(16 * 1024);
    private readonly List<RecordingBlock> _blocks = [];
    private readonly string _path;
    private readonly RecordingLimits _limits;
    private readonly bool _overwrite;
    private EntryEncoder? _encoder;
    private RecordingHeader _header;
    private FileStream _file;
    private CompressionStream? _block;
    private long _blockStart;
    private long _blockBytes;
    private int _unflushed;
    private long _sinceState;
    private long _stateBytes;
    private long _entries;
    private DateTimeOffset _last;
    private DateTimeOffset _blockTime;
    private bool _blockHasState;
    private bool _isDirty;
    private bool _hasFailed;

    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public RecordingWriter(string path, RecordingHeader header, RecordingLimits? limits = null, bool overwrite = false)
    {
        (_path, _header, _limits, _overwrite) = (path, header, limits ?? RecordingLimits.Default, overwrite);
        PartNames.MakeWay(path, overwrite);
        _file = PrivateFile.Create(path, overwrite);
        if (header.Started != default)
        {
            Begin(header.Started);
        }
    }

    /// <summary>How many entries were written, states aside.</summary>
    public long Entries { get; private set; }

    /// <summary>How large the present part is, as far as it was flushed.</summary>
    public long Bytes => _file.Position;

    /// <summary>The parts that were deleted because there were too many.</summary>
    public int DeletedParts { get; private set; }

    /// <summary>Watches that are read side by side stamp what they see before it gets here: what was seen later is said to be no earlier than what came before.</summary>
    public void Append(RecordedEvent seen)
    {
        if (_encoder is null)
        {
            Begin(seen.News.Time);
        }

        seen = Entries > 0 ? seen.NoEarlierThan(_last) : seen;

        if (_blockBytes >= _limits.BlockBytes || IsFull)
        {
            EndBlock();
            if (IsFull)
            {
                Rotate(seen.News.Time);
            }
            else
            {
                BeginBlock(seen.News.Time, hasState: _sinceState > Math.Max(_limits.BlockBytes, StateShare * _stateBytes));
            }
        }

        _last = seen.News.Time;
        Write(_encoder!.Encode(seen));
        Entries++;
        _entries++;
    }

    /// <summary>All that was appended can be read from here on, whatever happens.</summary>
    public void Flush()
    {
        if (_isDirty)
        {
            Do(_block!.Flush);
            (_isDirty, _unflushed) = (false, 0);
        }
    }

    /// <summary>Closes it with its index; after a failure it is left as it is, as if it had been cut off.</summary>
    public void Dispose()
    {
        if (_hasFailed)
        {
            _file.Dispose();
        }
        else if (_file.CanWrite)
        {
            try
            {
                if (_encoder is null)
                {
                    Begin(DateTimeOffset.UnixEpoch);
                }

                Do(EndBlock);
                Do(WriteIndex);
            }
            finally
            {
                _file.Dispose();
            }
        }
    }

    /// <summary>However small a part is to be: it holds more than the state that it begins with.</summary>
    private bool IsFull => _file.Position >= _limits.PartBytes && _sinceState > Math.Max(_stateBytes, Math.Min(_limits.BlockBytes, LeastPartBytes));

    private void Begin(DateTimeOffset started)
    {
        _header = _header with { Started = started };
        (_encoder, _last) = (new EntryEncoder(started), started);
        BeginBlock(started, hasState: true);
        Flush();
    }

    private void BeginBlock(DateTimeOffset time, bool hasState)
    {
        (_blockStart, _blockBytes, _blockTime, _blockHasState) = (_file.Position, 0, time, hasState);
        _block = new CompressionStream(_file, Level, leaveOpen: true);
        _block.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        if (_blocks.Count == 0)
        {
            Write(_header.ToLine());
        }

        Write(new MapBuilder().Set("type", "BLOCK").Set("t", EntryTime.Of(time, _header.Started)).Set("state", hasState ? true : null).ToMap());
        if (hasState)
        {
            var before = _blockBytes;
            foreach (var stated in _encoder!.State(time))
            {
                Write(stated);
            }

            // A state is no part of what fills a block: it may be larger than one.
            (_stateBytes, _sinceState, _blockBytes) = (_blockBytes - before, 0, 0);
        }
    }

    private void EndBlock()
    {
        _block!.Dispose();
        _blocks.Add(new RecordingBlock(_blockStart, _file.Position - _blockStart, _blockTime, _blockHasState));
        _isDirty = false;
    }

    private void WriteIndex() => _file.Write(BlockIndex.Write(_blocks, _header.Started, _last, _entries));

    /// <summary>The next part begins with all that is known: it can be read without this one.</summary>
    private void Rotate(DateTimeOffset time)
    {
        WriteIndex();
        _file.Dispose();
        _blocks.Clear();
        _entries = 0;
        _header = _header with { Part = _header.Part + 1 };
        _file = PrivateFile.Create(PartNames.Of(_path, _header.Part), _overwrite);
        if (_header.Part > _limits.Parts)
        {
            File.Delete(PartNames.Of(_path, _header.Part - _limits.Parts));
            DeletedParts++;
        }

        BeginBlock(time, hasState: true);
    }

    private void WriteLine() => _block!.Write(_line.WrittenSpan);

    /// <summary>
    /// What could not be written may be there in part: nothing is written over it, so that what came before can be read. A file that may not grow any
    /// more is no fault of ours.
    /// </summary>
    private void Do(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            _hasFailed = true;
            throw;
        }
        catch (ArgumentOutOfRangeException e)
        {
            _hasFailed = true;
            // How FileStream tells EFBIG.
            throw new IOException($"{PartNames.Of(_path, _header.Part)} may not grow any more: --max-size splits a recording into smaller files", e);
        }
    }

    private void Write(Value entry)
    {
        ValueWriter.Write(entry, _line);
        _line.Write("\n"u8);
        if (_line.WrittenCount >= FlushBytes)
        {
            // What came before a large entry is not lost with it.
            Flush();
        }

        Do(WriteLine);
        (_blockBytes, _sinceState, _isDirty) = (_blockBytes + _line.WrittenCount, _sinceState + _line.WrittenCount, true);
        _unflushed += _line.WrittenCount;
        _line.ResetWrittenCount();
        if (_unflushed >= FlushBytes)
        {
            Flush();
        }
    }
}
