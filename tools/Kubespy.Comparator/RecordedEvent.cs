using Kubespy.Core.Objects;

namespace Kubespy.Comparator;

/// <summary>One event of a recording: when it came, what it did, the object after it.</summary>
public sealed record RecordedEvent(double Seconds, string Type, KubeObject Object, bool IsInitial);
