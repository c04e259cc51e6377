using Kubespy.Core.Watching;

namespace Kubespy.Cli.Recordings.Playing;

/// <summary>Where in a recording one is, whether it plays and how fast; what the keys make of it. The time within runs with the clock while it plays.</summary>
internal sealed class ReplayPosition
{
    private const double Slowest = 1.0 / 16;
    private const double Fastest = 4096;
    private static readonly TimeSpan Leap = TimeSpan.FromSeconds(10);

    private readonly ReplayMap _map;
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _to;
    private readonly TimeProvider _clock;

    /// <summary>For each event the latest time up to it: of several watches one may tell of something earlier than another.</summary>
    private readonly DateTimeOffset[] _reached;

    private DateTimeOffset _time;
    private long _since;

    /// <summary>After so many events, where one stepped; else the time tells.</summary>
    private int? _place;

    public ReplayPosition(IReadOnlyList<SourceEvent> events, ReplayMap map, DateTimeOffset from, DateTimeOffset to, TimeProvider clock)
    {
        (_map, _from, _to, _clock, _time, _since) = (map, from, to, clock, from, clock.GetTimestamp());
        _reached = new DateTimeOffset[events.Count];
        for (var i = 0; i < events.Count; i++)
        {
            _reached[i] = i > 0 && _reached[i - 1] > events[i].Time ? _reached[i - 1] : events[i].Time;
        }
    }

    /// <summary>A key of its own was pressed: somebody goes about in it.</summary>
    public bool IsTouched { get; private set; }

    /// <summary>One searches: what is typed goes into the words.</summary>
    public bool IsSearching { get; private set; }

    public string Words { get; private set; } = "";

    /// <summary>Said until the next key.</summary>
    public string Notice { get; private set; } = "";

    public bool IsPlaying { get; private set; }

    public double Speed { get; private set; } = 1;

    /// <summary>The time within the recording.</summary>
    public DateTimeOffset Time => IsPlaying ? Min(_time + (_clock.GetElapsedTime(_since) * Speed), _to) : _time;

    public bool IsAtEnd => Time >= _to;

    /// <summary>So many events have happened.</summary>
    public int Place => _place ?? PlaceAt(Time);

    public void Play(double speed)
    {
        Hold();
        (IsPlaying, Speed, _place) = (true, Math.Clamp(speed, Slowest, Fastest), null);
    }

    public void Pause()
    {
        Hold();
        IsPlaying = false;
    }

    /// <summary>False where the key is none of these.</summary>
    public bool Obey(Live.LiveKey key)
    {
        Notice = "";
        if (IsSearching)
        {
            Type(key);
            return true;
        }

        switch (key.Text)
        {
            case " " when IsPlaying && !IsAtEnd:
                Pause();
                break;
            case " ":
                Go(IsAtEnd ? _from : Time);
                Play(Speed);
                break;
            case ".":
                Step(1);
                break;
            case ",":
                Step(-1);
                break;
            case "]":
                Go(_to - Time > Leap ? Time + Leap : _to);
                break;
            case "[":
                Go(Time - _from > Leap ? Time - Leap : _from);
                break;
            case "0":
                Go(_from);
                break;
            case "$":
                Go(_to);
                break;
            case ">":
                Change(Speed * 2);
                break;
            case "<":
                Change(Speed / 2);
                break;
            case "n" or "N":
                Jump(m => m.IsTurn, key.Text == "n", "no other change of state");
                break;
            case "w" or "W":
                Jump(m => m.IsWarning, key.Text == "w", "no other warning");
                break;
            case "s":
                (IsSearching, Words) = (true, "");
                break;
            case ";":
                Find();
                break;
            default:
                return false;
        }

        IsTouched = true;
        return true;
    }

    private static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private void Hold() => (_time, _since) = (Time, _clock.GetTimestamp());

    private void Change(double speed)
    {
        Hold();
        Speed = Math.Clamp(speed, Slowest, Fastest);
    }

    /// <summary>Goes to that moment, within the span.</summary>
    public void Go(DateTimeOffset time)
    {
        _time = time < _from ? _from : Min(time, _to);
        (_since, _place) = (_clock.GetTimestamp(), null);
    }

    /// <summary>One event on or back: what existed at the beginning is none.</summary>
    private void Step(int by)
    {
        Pause();
        var first = PlaceAt(_from);
        var place = Math.Clamp(Place + by, Math.Min(first, _reached.Length), PlaceAt(_to));
        _place = place;
        _time = place > first ? Min(_to, _reached[place - 1] > _from ? _reached[place - 1] : _from) : _from;
    }

    private void Jump(Func<ReplayMark, bool> wanted, bool isForward, string otherwise)
    {
        var here = Place;
        var found = isForward
            ? _map.Marks.Where(m => m.Place > here && m.Time <= _to).Where(wanted).Select(m => (ReplayMark?)m).FirstOrDefault()
            : _map.Marks.Where(m => m.Place < here && m.Time >= _from).Where(wanted).Select(m => (ReplayMark?)m).LastOrDefault();
        if (found is not { } mark)
        {
            Notice = otherwise + (isForward ? " after this" : " before this");
            return;
        }

        Pause();
        (_place, _time) = (mark.Place, mark.Time < _from ? _from : mark.Time);
    }

    private void Type(Live.LiveKey key)
    {
        switch (key.Code)
        {
            case Live.KeyCode.Text when Words.Length < 100:
                Words += key.Text;
                break;
            case Live.KeyCode.Backspace when Words.Length > 0:
                Words = Words[..^1];
                break;
            case Live.KeyCode.Enter:
                IsSearching = false;
                Find();
                break;
            case Live.KeyCode.Escape or Live.KeyCode.Backspace:
                IsSearching = false;
                break;
        }
    }

    private void Find()
    {
        if (Words.Length > 0)
        {
            Jump(m => m.Text.Contains(Words, StringComparison.OrdinalIgnoreCase), isForward: true, $"\"{Words}\" does not occur");
        }
    }

    /// <summary>How many events have happened by then: those up to the last one that is not later, whatever their own order.</summary>
    private int PlaceAt(DateTimeOffset time)
    {
        var (low, high) = (0, _reached.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _reached[middle] <= time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
