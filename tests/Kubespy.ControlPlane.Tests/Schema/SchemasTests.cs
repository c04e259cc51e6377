using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Schema;

namespace Kubespy.ControlPlane.Tests.Schema;

/// <summary>The field table is read as it is needed: what it says wrongly must not come to light only then.</summary>
public class SchemasTests
{
    [Fact]
    public void EveryTypeThatAResourceLeadsToIsReadAndHasFields()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in Resources.All.Where(r => r.IsStored))
        {
            Visit(resource.Schema, seen);
        }

        Assert.True(seen.Count > 300, $"only {seen.Count} types were seen");
    }

    [Theory]
    [InlineData("core/v1.Pod", "spec", "v1.PodSpec")]
    [InlineData("core/v1.PodSpec", "containers", "[]v1.Container")]
    [InlineData("core/v1.PodSpec", "nodeSelector", "map[string]string")]
    [InlineData("core/v1.PersistentVolumeClaimStatus", "allocatedResourceStatuses", "map[v1.ResourceName]v1.ClaimResourceStatus")]
    [InlineData("core/v1.Container", "image", "string")]
    public void ATypeIsPrintedAsGoDoes(string type, string field, string printed) =>
        Assert.Equal(printed, Schemas.Of(type).Find(field)!.Type.GoType);

    private static void Visit(TypeSchema type, HashSet<string> seen)
    {
        if (!seen.Add(type.Name))
        {
            return;
        }

        foreach (var field in type.Fields)
        {
            for (var at = field.Type; at is not null; at = at.Element)
            {
                if (at.Kind == FieldKind.Object)
                {
                    Visit(at.Object ?? throw new InvalidOperationException($"{type.Name}.{field.Name} is of a type that the table has not"), seen);
                }
            }
        }
    }
}
