namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>How a quantity's power is written: <c>k</c>, <c>Ki</c> or <c>e3</c>. The names are those of Go, and are hashed.</summary>
internal enum QuantityFormat
{
    DecimalSI,
    BinarySI,
    DecimalExponent,
}
