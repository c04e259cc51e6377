namespace Kubespy.Core.Timelines;

/// <summary>Where a Pod is on its way, in the order of that way. Not the API's <c>status.phase</c>, which tells less.</summary>
public enum PodPhase
{
    /// <summary>No node has been chosen for it.</summary>
    Pending,

    /// <summary>It has a node, which prepares its volumes and its network.</summary>
    Scheduled,

    /// <summary>An image is being pulled: told by the Event alone, so unknown where Events were not seen.</summary>
    Pulling,

    /// <summary>Its containers are made, or its init containers run.</summary>
    Starting,

    /// <summary>It runs, and is not Ready.</summary>
    NotReady,

    Ready,

    /// <summary>Its container ended, or cannot be started, and waits for another try: the reason says which.</summary>
    Failing,

    /// <summary>It is being deleted, until it is gone.</summary>
    Terminating,

    /// <summary>Its containers ended for good, and it still exists.</summary>
    Ended,
}
