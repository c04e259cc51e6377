using Kubespy.Core.Values;

namespace Kubespy.Core.Changes;

/// <summary>One step of a <see cref="FieldPath"/>.</summary>
public abstract record PathStep
{
    private PathStep()
    {
    }

    /// <summary>An entry of a map.</summary>
    public sealed record Field(string Name) : PathStep
    {
        public override string ToString() => IsPlain(Name) ? "." + Name : $"[{StringValue.Of(Name)}]";

        private static bool IsPlain(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
    }

    /// <summary>An item of a list of maps, by the fields that identify it: <c>[type=Ready]</c>.</summary>
    public sealed record Item(MapValue Keys) : PathStep
    {
        public override string ToString() =>
            $"[{string.Join(',', Keys.Select(k => $"{k.Key}={(k.Value is StringValue text && IsPlain(text.Text) ? text.Text : k.Value.ToString())}"))}]";

        private static bool IsPlain(string text) => text.Length > 0 && text.All(c => !char.IsControl(c) && c is not (',' or ']' or '"'));
    }

    /// <summary>A member of a list that is a set of scalars: <c>[="example.com/finalizer"]</c>.</summary>
    public sealed record Member(Value Value) : PathStep
    {
        public override string ToString() => $"[={Value}]";
    }

    /// <summary>An item of a list that has nothing better to go by.</summary>
    public sealed record Index(int At) : PathStep
    {
        public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[{At}]");
    }
}
