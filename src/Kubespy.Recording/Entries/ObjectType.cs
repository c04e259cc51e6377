using Kubespy.Core.Watching;

namespace Kubespy.Recording.Entries;

/// <summary>What happened to an object, in the words of the API's own watches.</summary>
internal static class ObjectType
{
    public static string Of(ChangeType type) => type switch
    {
        ChangeType.Added => "ADDED",
        ChangeType.Modified => "MODIFIED",
        _ => "DELETED",
    };

    public static ChangeType? Parse(string? type) => type switch
    {
        "ADDED" => ChangeType.Added,
        "MODIFIED" => ChangeType.Modified,
        "DELETED" => ChangeType.Deleted,
        _ => null,
    };
}
