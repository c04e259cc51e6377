using System.Globalization;
using Kubespy.ControlPlane.Api.Validation;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.CustomResources;

/// <summary>
/// <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c> and <c>not</c> of a schema (kube-openapi/pkg/validation/validate/schema_props.go).
/// Where no alternative fits, the errors of the one that went furthest are told, too.
/// </summary>
internal static class SchemaAlternatives
{
    /// <summary>What is wrong, and how many checks were made.</summary>
    public static (IReadOnlyList<FieldError> Errors, int Matches) Check(string path, Value value, Value? old, StructuralSchema schema)
    {
        var errors = new List<FieldError>();
        var matches = 2;
        if (schema.AnyOf.Count > 0)
        {
            var tried = Try(schema.AnyOf);
            var fitting = tried.FindIndex(t => t.Errors.Count == 0);
            if (fitting < 0)
            {
                errors.Add(Wrong(path, "must validate at least one schema (anyOf)"));
            }

            Take(fitting < 0 ? Furthest(tried) : tried[fitting]);
        }

        if (schema.OneOf.Count > 0)
        {
            var tried = Try(schema.OneOf);
            var fitting = tried.FindAll(t => t.Errors.Count == 0);
            if (fitting.Count == 1)
            {
                Take(fitting[0]);
            }
            else if (fitting.Count == 0)
            {
                errors.Add(Wrong(path, "must validate one and only one schema (oneOf). Found none valid"));
                Take(Furthest(tried));
            }
            else
            {
                errors.Add(Wrong(path, string.Create(
                    CultureInfo.InvariantCulture, $"must validate one and only one schema (oneOf). Found {fitting.Count} valid alternatives")));
            }
        }

        if (schema.AllOf.Count > 0)
        {
            var tried = Try(schema.AllOf);
            tried.ForEach(Take);
            var fitting = tried.Count(t => t.Errors.Count == 0);
            if (fitting < tried.Count)
            {
                errors.Add(Wrong(path, "must validate all the schemas (allOf)" + (fitting == 0 ? ". None validated" : "")));
            }
        }

        if (schema.Not is { } not && StructuralValidation.Of(path, value, old, not).Errors.Count == 0)
        {
            errors.Add(Wrong(path, "must not validate the schema (not)"));
        }

        return (errors, matches);

        List<(IReadOnlyList<FieldError> Errors, int Matches)> Try(IReadOnlyList<StructuralSchema> alternatives) =>
            [.. alternatives.Select(a => StructuralValidation.Of(path, value, old, a))];

        void Take((IReadOnlyList<FieldError> Errors, int Matches) result)
        {
            errors.AddRange(result.Errors.Except(errors));
            matches += result.Matches;
        }
    }

    private static (IReadOnlyList<FieldError> Errors, int Matches) Furthest(List<(IReadOnlyList<FieldError> Errors, int Matches)> failed) =>
        failed.MaxBy(f => f.Matches);

    /// <summary>These errors name no field, as the real ones do not.</summary>
    private static FieldError Wrong(string path, string rule) => FieldError.Invalid("<nil>", StringValue.Empty, $"\"{path}\" {rule}");
}
