namespace Kubespy.Core.Changes;

/// <summary>Who wrote fields, as managedFields name them: a program rather than a person.</summary>
/// <param name="Name">Such as <c>kubelet</c>, <c>kubectl-edit</c>.</param>
/// <param name="Operation"><c>Update</c>, or <c>Apply</c> (server-side apply).</param>
/// <param name="Subresource">What it wrote through, such as <c>status</c>, <c>scale</c>; empty for the object itself.</param>
public sealed record FieldManager(string Name, string Operation, string Subresource)
{
    /// <summary><c>kubelet (status)</c>, <c>argocd (apply)</c>, <c>kubectl-edit</c>.</summary>
    public override string ToString()
    {
        string[] notes = Operation == "Apply" ? Subresource.Length > 0 ? [Subresource, "apply"] : ["apply"] : Subresource.Length > 0 ? [Subresource] : [];
        return notes.Length == 0 ? Name : $"{Name} ({string.Join(", ", notes)})";
    }
}
