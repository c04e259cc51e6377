using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Requests;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Values;
using Kubespy.Testing.Faults;
using Kubespy.Testing.Time;

namespace Kubespy.Testing.Requests;

/// <summary>One request and its answer: until that is given whole, or, where it is a watch, until its client has read it to its end or disposed of it.</summary>
#pragma warning disable CA1001 // A watch belongs to the client, whose disposal of it ends the exchange.
internal sealed class Exchange : IApiResponse
#pragma warning restore CA1001
{
    private readonly ClusterDoor _door;
    private readonly HttpRequestMessage _message;
    private readonly MemoryStream _written = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _caller;

    // Without RunContinuationsAsynchronously: whoever waits goes on where it is answered (Activity.Run), not somewhere later.
    private readonly TaskCompletionSource<HttpResponseMessage> _answer = new();
    private readonly int _callersThread = Environment.CurrentManagedThreadId;
    private CancellationTokenRegistration _cancelled;
    private HttpResponseMessage? _head;
    private WatchBody? _body;
    private Progress? _reached;
    private volatile bool _isReturned;
    private volatile bool _isAnswered;
    private volatile bool _isHandled;
    private int _hasEnded;

    public Exchange(ClusterDoor door, ClientProcess process, HttpRequestMessage message, CancellationToken caller)
    {
        _door = door;
        Process = process;
        _message = message;
        _caller = caller;
        Info = new RequestInfo(process.Name, message.Method.Method, "", message.RequestUri?.AbsolutePath ?? "", "", "", "");
    }

    public RequestInfo Info { get; private set; }

    public ClientProcess Process { get; }

    /// <summary>The revision that a watch begins at; null where it begins with what is there.</summary>
    public string? ResumesAt { get; private set; }

    /// <summary>Where the answer goes on: its watch.</summary>
    public WatchDelivery? Delivery { get; private set; }

    /// <summary>The request is not answered yet.</summary>
    public bool IsInFlight => !_isAnswered;

    /// <summary>Everything that the cluster has to tell has been told, or is held up by a fault.</summary>
    public bool IsTold => Delivery is not { } delivery || delivery.IsHeld || _isHandled
        || (_reached is { } reached && reached.Log.Current.Revision <= reached.Revision);

    /// <summary>What has been told is read.</summary>
    public bool IsRead => _body is not { } body || body.IsConsumed;

    public Stream Body => _written;

    public Task<HttpResponseMessage> Send()
    {
        _door.Activity.Begin(this);
        if (_door.Stopping.IsCancellationRequested)
        {
            Break(ClusterDoor.Gone);
            return _answer.Task;
        }

        _cancelled = _caller.UnsafeRegister(static state => ((Exchange)state!).Cancel(), this);
        CallerContext.Outside(() => _ = HandleAsync());
        _isReturned = true;
        return _answer.Task;
    }

    public void Start(int code, string contentType, IReadOnlyList<string>? warnings = null) =>
        _head = ResponseHead.New(_message, code, contentType, warnings ?? [], _door.Gate.Now);

    /// <summary>An answer that is flushed goes on: a watch, or a log that is followed.</summary>
    public Task FlushAsync(CancellationToken cancellation)
    {
        if (Delivery is { } delivery)
        {
            delivery.Write(TakeWritten());
            return Task.CompletedTask;
        }

        if (_door.Processes.Answered(Process))
        {
            return Task.FromCanceled(new CancellationToken(canceled: true));
        }

        _body = new WatchBody(_door.Activity, End);
        Delivery = _door.Faults.Deliver(Info, _body);
        Delivery.Write(TakeWritten());
        Answer(new StreamContent(_body));
        return Task.CompletedTask;
    }

    public void Reached(EventLog log, long revision)
    {
        _reached = new Progress(log, revision);
        _door.Activity.Touch();
    }

    /// <summary>Its client is gone: nobody waits for the answer, nothing is told any more.</summary>
    public void Abandon()
    {
        Delivery?.Freeze();
        End();
    }

    /// <summary>Ends the watch with an event of type ERROR.</summary>
    public void Fail(ApiStatus status)
    {
        var line = MapValue.Of(("type", "ERROR"), ("object", status.ToValue()));
        Delivery?.Write((byte[])[.. ValueWriter.Write(line), (byte)'\n']);
        Delivery?.Complete();
        _isHandled = true;
        _stop.Cancel();
    }

    /// <summary>The client's connection is lost.</summary>
    public void Break(string why)
    {
        if (Delivery is { } delivery)
        {
            delivery.Break(why);
            _stop.Cancel();
        }
        else
        {
            Settle(() => _answer.TrySetException(new HttpRequestException(why)));
            End();
        }
    }

    /// <summary>There is nothing more to come, or nobody whom it would reach.</summary>
    private void End()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            _cancelled.Unregister();
            _stop.Cancel();
            _door.Activity.End(this);
        }
    }

    private async Task HandleAsync()
    {
        try
        {
            var request = await ApiRequestReader.ReadAsync(_message, _door.Handler.Authenticator, _caller).ConfigureAwait(false);
            Info = RequestInfo.Of(Process.Name, request);
            ResumesAt = request["resourceVersion"] is { Length: > 0 } version && version != "0" ? version : null;
            if (Process.IsGone)
            {
                Abandon();
            }

            if (_hasEnded == 0)
            {
                await HandleAsync(request, _door.Faults.TakeFailure(Info)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The client has gone, or the cluster: whoever waits has been told.
        }
#pragma warning disable CA1031 // Whatever it was is the client's answer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Break($"The cluster could not answer: {e.Message}");
        }
    }

    private async Task HandleAsync(ApiRequest request, RequestFailure? failure)
    {
        if ((failure?.Status ?? Refusals.Unknown(request) ?? Refusals.TooLarge(request)) is { } refusal)
        {
            Refuse(refusal, failure?.RetryAfter);
            return;
        }

        if (failure is { IsApplied: false })
        {
            TimeOut();
            return;
        }

        if (Info.Verb == "watch" && ResumesAt is not null && _door.Faults.Expired(Info, ResumesAt) is { } expired)
        {
            Start(200, "application/json");
            await FlushAsync(_stop.Token).ConfigureAwait(false);
            Fail(expired);
            return;
        }

        await _door.Handler.HandleAsync(request, this, _stop.Token).ConfigureAwait(false);
        if (Delivery is { } delivery)
        {
            delivery.Complete();
            _isHandled = true;
        }
        else if (failure is not null)
        {
            TimeOut();
        }
        else
        {
            AnswerWhole();
        }
    }

    private void Refuse(ApiStatus status, TimeSpan? retryAfter)
    {
        Start(status.Code, "application/json");
        _head!.Headers.RetryAfter = retryAfter is { } delay ? new(delay) : null;
        _written.Write(ValueWriter.Write(status.ToValue()));
        AnswerWhole();
    }

    /// <summary>As HttpClient tells that its Timeout has passed.</summary>
    private void TimeOut()
    {
        if (_door.Processes.Answered(Process))
        {
            return;
        }

        var why = new TimeoutException($"The answer to {Info} did not arrive in time (a fault that the test asked for).");
        Settle(() => _answer.TrySetException(new TaskCanceledException(why.Message, why)));
        End();
    }

    private void AnswerWhole()
    {
        if (!_door.Processes.Answered(Process))
        {
            Answer(new ByteArrayContent(TakeWritten()));
            End();
        }
    }

    private void Answer(HttpContent content)
    {
        foreach (var (name, values) in _head!.Content.Headers)
        {
            content.Headers.TryAddWithoutValidation(name, values);
        }

        _head.Content = content;
        _cancelled.Unregister();
        Settle(() =>
        {
            if (!_answer.TrySetResult(_head))
            {
                _head.Dispose();
            }
        });
        _isAnswered = true;
        _door.Activity.Touch();
    }

    /// <summary>Tells whoever waits. Within the call itself nobody does yet.</summary>
    private void Settle(Action settle)
    {
        if (!_isReturned && Environment.CurrentManagedThreadId == _callersThread)
        {
            settle();
        }
        else
        {
            _door.Activity.Run(settle);
        }
    }

    private void Cancel()
    {
        Settle(() => _answer.TrySetCanceled(_caller));
        End();
    }

    private byte[] TakeWritten()
    {
        var bytes = _written.ToArray();
        _written.SetLength(0);
        return bytes;
    }

    private sealed record Progress(EventLog Log, long Revision);
}
