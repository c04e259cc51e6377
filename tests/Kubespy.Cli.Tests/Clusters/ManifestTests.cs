using Kubespy.Cli.Clusters.Loading;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Tests.Clusters;

/// <summary>What --load reads, in which order, and what it says of what it cannot read.</summary>
public sealed class ManifestTests
{
    [Fact]
    public void Namespaces_and_definitions_come_first_and_the_rest_keeps_its_order_but_for_what_it_needs()
    {
        var folder = Directory.CreateTempSubdirectory("kubespy-load-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "a.yaml"), """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                ---
                # nothing here
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings}
                ---
                apiVersion: example.com/v1
                kind: Widget
                metadata: {name: w}
                """);
            File.WriteAllText(Path.Combine(folder, "b.json"), """
                {"apiVersion":"v1","kind":"List","items":[
                 {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.com"}},
                 {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}]}
                """);
            File.WriteAllText(Path.Combine(folder, "notes.txt"), "no manifest");

            ManifestReader.Read([folder]).Select(m => m.ToString().Replace(folder + "/", "", StringComparison.Ordinal)).ShouldBe([
                "b.json, item 2 (Namespace shop)",
                "b.json, item 1 (CustomResourceDefinition widgets.example.com)",
                "a.yaml, document 2 (ConfigMap settings)",
                "a.yaml, document 1 (Deployment web)",
                "a.yaml, document 3 (Widget w)",
            ]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\nkind: Pod", "f.yaml, document 2: it needs apiVersion, kind and metadata.name")]
    [InlineData("a: [1", "f.yaml, line ")]
    [InlineData("{\"kind\":\"List\",\"items\":[{\"kind\":\"Pod\"}]}", "f.yaml, item 1: it needs apiVersion, kind and metadata.name")]
    public void What_cannot_be_read_is_named_by_file_and_document(string text, string message) =>
        Should.Throw<FormatException>(() => ManifestReader.DocumentsOf("f.yaml", text).ToArray()).Message.ShouldStartWith(message);

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Should.Throw<FormatException>(() => ManifestReader.Read(["/nowhere/x.yaml"])).Message.ShouldContain("/nowhere/x.yaml cannot be read");

    [Fact]
    public void The_annotation_is_what_kubectl_writes() => LastApplied.TextOf(KubeObject.Parse(
            """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"namespace":"default","name":"a"},"data":{"b":"2","a":"1"}}"""))
        .ShouldBe("""{"apiVersion":"v1","data":{"a":"1","b":"2"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"a","namespace":"default"}}""" + "\n");

    [Fact]
    public void What_is_configured_no_more_is_taken_out()
    {
        var former = Map("""{"spec":{"paused":true,"template":{"spec":{"containers":[{"name":"a","image":"x","env":[{"name":"E","value":"1"}]},{"name":"b","image":"y"}]}}}}""");
        var next = Map("""{"spec":{"template":{"spec":{"containers":[{"name":"a","image":"z"}]}}}}""");

        LastApplied.Patch(former, next, Resources.Deployments.Schema).ToString().ShouldBe(
            """{"spec":{"template":{"spec":{"containers":[{"name":"a","image":"z","env":null},{"$patch":"delete","name":"b"}]}},"paused":null}}""");
    }

    private static MapValue Map(string json) => (MapValue)ValueReader.Read(System.Text.Encoding.UTF8.GetBytes(json));
}
