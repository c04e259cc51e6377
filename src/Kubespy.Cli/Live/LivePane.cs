using Kubespy.Core.Objects;

namespace Kubespy.Cli.Live;

/// <summary>What is open in the place of the tree.</summary>
public abstract record LivePane
{
    private LivePane()
    {
    }

    /// <summary>All keys.</summary>
    public sealed record Help : LivePane;

    /// <summary>The last lines of a Pod's logs; of all its containers where none is named.</summary>
    public sealed record Logs(ObjectKey Pod, string PodUid, string Container, string Subject) : LivePane;

    /// <summary>The last change of an object; the UID is empty where it is not known.</summary>
    public sealed record Change(string Uid, string Subject) : LivePane;
}
