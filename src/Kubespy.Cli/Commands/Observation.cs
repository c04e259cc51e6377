using Kubespy.Cli.Targets;
using Kubespy.Client;
using Kubespy.Core.Objects;

namespace Kubespy.Cli.Commands;

/// <summary>What a command observes, and how its objects are called so that each line says whose it is.</summary>
internal sealed class Observation(bool manyContexts) : IDisposable
{
    private readonly List<ClusterClient> _clients = [];
    private readonly List<ObservedTarget> _targets = [];

    public IReadOnlyList<ObservedTarget> Targets => _targets;

    private bool HasManyNamespaces => _targets.Any(t => t.Resource.IsNamespaced && t.Namespace.Length == 0) || _targets.Select(t => t.Namespace).Where(n => n.Length > 0).Distinct().Skip(1).Any();

    public void Add(ClusterClient client, IReadOnlyList<ObservedTarget> targets)
    {
        _clients.Add(client);
        _targets.AddRange(targets);
    }

    /// <summary>The context's name, where there are several; else empty.</summary>
    public string ContextOf(ObservedTarget target) => manyContexts ? target.Client.Context.Name : "";

    public string SubjectOf(ObservedTarget target, KubeObject obj)
    {
        var subject = target.SubjectOf(obj, HasManyNamespaces);
        return manyContexts ? $"{target.Client.Context.Name}: {subject}" : subject;
    }

    public void Dispose() => _clients.ForEach(c => c.Dispose());
}
