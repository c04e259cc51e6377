namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>What becomes of unknown and duplicate fields (the fieldValidation parameter).</summary>
public enum FieldValidation
{
    Ignore,
    Warn,
    Strict,
}
