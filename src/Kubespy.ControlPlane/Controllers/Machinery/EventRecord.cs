namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>An Event that was written: with which number in its name, and how often it happened.</summary>
/// <param name="message">What it says; empty where it combines many.</param>
/// <param name="before">The one of its kind that was written before it.</param>
internal sealed class EventRecord(string message, EventRecord? before)
{
    public string Message => message;

    public EventRecord? Before => before;

    /// <summary>What follows the object's name in the Event's, which is kept in place of the whole; 0 where there is none to count on.</summary>
    public long Suffix { get; set; }

    public int Count { get; set; }

    /// <summary>It is one of the different messages of the last minutes.</summary>
    public bool IsRecent { get; set; }
}
