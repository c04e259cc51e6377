namespace Kubespy.ControlPlane.Server.Persistence;

/// <summary>A folder of which is known what outlives a loss of power: what was synced, and no more. Tests keep one in memory and take the power away.</summary>
public interface IDurableFolder
{
    /// <summary>What the folder is called in messages.</summary>
    string Name { get; }

    IReadOnlyList<string> Files { get; }

    byte[] Read(string file);

    /// <summary>Opens a file for appending, made where it is not there, cut off at that length.</summary>
    IDurableFile Open(string file, long length);

    /// <summary>Gives the file another name, in place of one that has it.</summary>
    void Rename(string from, string to);

    void Delete(string file);

    /// <summary>Makes what files there are, and their names, durable.</summary>
    void Sync();
}
