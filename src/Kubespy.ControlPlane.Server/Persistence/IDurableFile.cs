namespace Kubespy.ControlPlane.Server.Persistence;

/// <summary>A file that is only appended to.</summary>
public interface IDurableFile : IDisposable
{
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Makes everything appended so far durable (fsync).</summary>
    void Sync();
}
