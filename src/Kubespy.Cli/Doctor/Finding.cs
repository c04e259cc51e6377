namespace Kubespy.Cli.Doctor;

/// <summary>How something that kubespy needs is.</summary>
internal enum Health
{
    Good,

    /// <summary>kubespy works, but some of it does not.</summary>
    Limited,
    Bad,
}

/// <summary>What the doctor found of one thing; the remedy is empty where none is needed.</summary>
internal sealed record Finding(string Subject, Health Health, string Text, string Remedy = "");
