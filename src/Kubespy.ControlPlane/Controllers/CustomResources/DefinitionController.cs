using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.CustomResources;
using Kubespy.ControlPlane.Api.Strategies;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.CustomResources;

/// <summary>
/// Accepts the names of CustomResourceDefinitions, has their resources served, and takes both back: first the objects go, then the
/// definition (apiextensions-apiserver/pkg/controller/{status,establish,finalizer}).
/// </summary>
public sealed class DefinitionController : Controller
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    private readonly ApiClient _client;
    private readonly InformerFactory _informers;
    private readonly ResourceRegistry _registry;
    private readonly Informer _definitions;

    public DefinitionController(EventLoop loop, InformerFactory informers, ApiClient client, ResourceRegistry registry)
        : base(loop, workers: 1)
    {
        _client = client;
        _informers = informers;
        _registry = registry;
        _definitions = informers.For(Resources.CustomResourceDefinitions);
        _definitions.AddHandler(InformerHandler.WhenChanged(Queue.Add));
    }

    protected override async Task SyncAsync(string key)
    {
        if (_definitions.Get(new ObjectKey("", key)) is not { } definition)
        {
            _registry.Remove(key);
            return;
        }

        if (definition.IsBeingDeleted)
        {
            await CleanUpAsync(definition);
            return;
        }

        var accepted = Accept(definition);
        if (accepted.Status != definition.Status)
        {
            definition = await _client.UpdateStatusAsync(Resources.CustomResourceDefinitions, accepted);
        }

        if (definition.Condition("NamesAccepted").StringAt("status") != "True")
        {
            return;
        }

        _registry.Set(CustomDefinition.VersionsOf(definition));
        if (definition.Condition("Established").StringAt("status") != "True")
        {
            await _client.UpdateStatusAsync(Resources.CustomResourceDefinitions, WithCondition(
                definition, "Established", isTrue: true, "InitialNamesAccepted", "the initial names have been accepted"));
        }
    }

    /// <summary>The definition with its names accepted, or with what they are in conflict with.</summary>
    private KubeObject Accept(KubeObject definition)
    {
        var names = definition.Root.MapAt("spec", "names") ?? MapValue.Empty;
        var conflict = ConflictOf(definition, names);
        var result = conflict is var (reason, message)
            ? WithCondition(definition, "NamesAccepted", isTrue: false, reason, message)
            : WithCondition(definition, "NamesAccepted", isTrue: true, "NoConflicts", "no conflicts found");
        if (result.Condition("Established").StringAt("status") != "True")
        {
            result = conflict is null
                ? WithCondition(result, "Established", isTrue: false, "Installing", "the initial names have been accepted")
                : WithCondition(result, "Established", isTrue: false, "NotAccepted", "not all names are accepted");
        }

        return conflict is null ? new KubeObject(result.Root.WithAt(["status", "acceptedNames"], names)) : result;
    }

    private (string Reason, string Message)? ConflictOf(KubeObject definition, MapValue names)
    {
        var group = definition.Root.StringAt("spec", "group");
        var others = _definitions.All
            .Where(d => d.Name != definition.Name && d.Root.StringAt("spec", "group") == group)
            .Select(d => d.Root.MapAt("status", "acceptedNames") ?? MapValue.Empty)
            .ToArray();
        var resources = others.SelectMany(n => n.ListAt("shortNames").Select(s => s.AsString()).Append(n.StringAt("plural")).Append(n.StringAt("singular"))).ToHashSet();
        var kinds = others.SelectMany(n => new[] { n.StringAt("kind"), n.StringAt("listKind") }).ToHashSet();
        foreach (var (field, reason, taken) in ((string, string, HashSet<string?>)[])[
            ("plural", "PluralConflict", resources), ("singular", "SingularConflict", resources),
            ("kind", "KindConflict", kinds), ("listKind", "ListKindConflict", kinds)])
        {
            if (names.StringAt(field) is { Length: > 0 } name && taken.Contains(name))
            {
                return (reason, $"\"{name}\" is already in use");
            }
        }

        return names.ListAt("shortNames").Select(s => s.AsString()).FirstOrDefault(resources.Contains) is { } shortName
            ? ("ShortNamesConflict", $"\"{shortName}\" is already in use")
            : null;
    }

    private KubeObject WithCondition(KubeObject definition, string type, bool isTrue, string reason, string message)
    {
        var current = definition.Condition(type);
        var status = isTrue ? "True" : "False";
        if (current.StringAt("status") == status && current.StringAt("reason") == reason && current.StringAt("message") == message)
        {
            return definition;
        }

        var changed = ConditionList.Set(definition.Root.ListAt("status", "conditions"), type, isTrue, reason, message, Clock.GetUtcNow());
        return new KubeObject(definition.Root.WithAt(["status", "conditions"], changed));
    }

    private async Task CleanUpAsync(KubeObject definition)
    {
        if (!definition.Finalizers.Contains(DefinitionStrategy.CleanupFinalizer))
        {
            return;
        }

        if (_registry.Current.FindResource(definition.Name) is { } resource)
        {
            var objects = _informers.For(resource).All.ToArray();
            foreach (var obj in objects.Where(o => !o.IsBeingDeleted))
            {
                await DeleteAsync(resource, obj);
            }

            if (objects.Length > 0)
            {
                Queue.AddAfter(definition.Name, Retry);
                return;
            }
        }

        var current = await _client.UpdateStatusAsync(Resources.CustomResourceDefinitions, WithCondition(
            definition, "Terminating", isTrue: false, "InstanceDeletionCompleted", "removed all instances"));
        await _client.UpdateAsync(
            Resources.CustomResourceDefinitions, current.WithoutFinalizer(DefinitionStrategy.CleanupFinalizer));
    }

    private async Task DeleteAsync(Resource resource, KubeObject obj)
    {
        try
        {
            await _client.DeleteAsync(resource, obj.Key, DeleteOptions.Default);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // Gone meanwhile.
        }
    }
}
