using System.Runtime.InteropServices;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tests.Objects;

/// <summary>An object is encoded once for all who read it now, and again when its bytes have had to make room.</summary>
public sealed class RenderedJsonTests
{
    private const int Bound = 32 * 1024 * 1024;

    [Fact]
    public void Bytes_are_encoded_once_until_newer_ones_have_taken_their_room()
    {
        StringValue data = StringValue.Of(new string('x', 64 * 1024));
        var objects = Enumerable.Range(0, 600).Select(i => new KubeObject(MapValue.Of(("kind", "ConfigMap"), ("n", i), ("data", data)))).ToArray();
        var first = Bytes(objects[0]);
        Bytes(objects[0]).ShouldBeSameAs(first);

        var rendered = objects.Select(Bytes).ToArray();
        var again = objects.Select((o, i) => (Object: o, Bytes: rendered[i])).Reverse().TakeWhile(o => ReferenceEquals(Bytes(o.Object), o.Bytes)).Sum(o => (long)o.Bytes.Length);

        again.ShouldBeLessThanOrEqualTo(Bound);
        Bytes(objects[0]).ShouldNotBeSameAs(first);
        Bytes(objects[0]).ShouldBe(first);
    }

    private static byte[] Bytes(KubeObject obj) =>
        MemoryMarshal.TryGetArray(obj.Json, out var bytes) ? bytes.Array! : throw new InvalidOperationException("the bytes are no array");
}
