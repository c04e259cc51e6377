namespace WebsiteOperator;

internal sealed record WebsiteStatus
{
    /// <summary>The generation of the spec that the rest of the status is about.</summary>
    public long ObservedGeneration { get; init; }

    public int ReadyReplicas { get; init; }

    /// <summary>Ready or Progressing.</summary>
    public string Phase { get; init; } = "";
}
