using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Recording;

/// <summary>What a recording says of itself in its first line.</summary>
public sealed record RecordingHeader
{
    /// <summary>The version of the form that is written, and the newest that is read.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Parts of one recording share it.</summary>
    public required string Id { get; init; }

    /// <summary>The moment that the times of the entries count from; one that is written without it counts from its first entry.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Which part of a recording that was split by its size; from 1 on.</summary>
    public int Part { get; init; } = 1;

    /// <summary>The program and version that wrote it; may be empty.</summary>
    public string By { get; init; } = "";

    /// <summary>The kubeconfig's context; empty where there were several or none.</summary>
    public string Context { get; init; } = "";

    /// <summary>The kind, namespace and name of what was traced; null where it is no recording of one object.</summary>
    public (GroupVersionKind Kind, string Namespace, string Name)? Target { get; init; }

    internal MapValue ToLine() => new MapBuilder()
        .Set("type", "RECORDING")
        .Set("version", CurrentVersion)
        .Set("id", Id)
        .Set("part", Part)
        .Set("started", Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture))
        .Set("by", By.Length > 0 ? StringValue.Of(By) : null)
        .Set("context", Context.Length > 0 ? StringValue.Of(Context) : null)
        .Set("target", Target is var (kind, ns, name)
            ? new MapBuilder()
                .Set("apiVersion", kind.ApiVersion)
                .Set("kind", kind.Kind)
                .Set("namespace", ns.Length > 0 ? StringValue.Of(ns) : null)
                .Set("name", name)
                .ToMap()
            : null)
        .ToMap();

    /// <exception cref="FormatException">It is of a later version, or lacks what it must have.</exception>
    internal static RecordingHeader Read(Value line)
    {
        var version = (line["version"]?.AsInt64()) ?? 0;
        if (version > CurrentVersion)
        {
            throw new FormatException($"it was written by a newer kubespy, in form {version}; this one reads up to {CurrentVersion}: use a newer kubespy");
        }

        return line.StringAt("type") == "RECORDING" && Timestamp.Parse(line.StringAt("started")) is { } started
            ? new RecordingHeader
            {
                Id = line.StringAt("id") ?? "",
                Started = started,
                Part = (int)Math.Clamp(line["part"]?.AsInt64() ?? 1, 1, int.MaxValue),
                By = line.StringAt("by") ?? "",
                Context = line.StringAt("context") ?? "",
                Target = line.MapAt("target") is { } target
                    ? (GroupVersionKind.Of(target.StringAt("apiVersion") ?? "", target.StringAt("kind") ?? ""), target.StringAt("namespace") ?? "", target.StringAt("name") ?? "")
                    : null,
            }
            : throw new FormatException("its first line does not say what it is");
    }
}
