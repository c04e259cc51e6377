using CsCheck;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tests;

public sealed class ObjectCacheTests
{
    [Fact]
    public void What_a_list_repeats_is_no_news_and_what_it_lacks_was_deleted()
    {
        var cache = new ObjectCache();
        cache.Replace([Pod("a", 1), Pod("b", 2)], "2").ShouldAllBe(n => n.Type == ChangeType.Added && n.IsInitial);
        var news = cache.Replace([Pod("b", 2), Pod("c", 4)], "4");
        news.Select(n => (n.Type, n.Object.Name, n.IsInitial)).ShouldBe([(ChangeType.Deleted, "a", false), (ChangeType.Added, "c", false)]);
    }

    [Fact]
    public void An_object_made_again_under_its_name_is_another()
    {
        var cache = new ObjectCache();
        cache.Replace([Pod("a", 1)], "1");
        var again = new KubeObject(Pod("a", 5).WithMetadata("uid", "other").Root);
        cache.Replace([again], "5").Select(n => n.Type).ShouldBe([ChangeType.Deleted, ChangeType.Added]);
    }

    [Fact]
    public void A_first_list_that_is_broken_off_and_begun_again_buries_what_went_meanwhile()
    {
        var cache = new ObjectCache();
        cache.BeginList();
        cache.Page([Pod("a", 1), Pod("b", 1)]).ShouldAllBe(n => n.Type == ChangeType.Added && n.IsInitial);
        cache.BeginList();
        cache.Page([Pod("b", 1), Pod("c", 2)]).Select(n => n.Object.Name).ShouldBe(["c"]);
        cache.EndList("2").Select(n => (n.Type, n.Object.Name)).ShouldBe([(ChangeType.Deleted, "a")]);
    }

    /// <summary>Whatever a watch told before it broke, after the next list the state is the server's, and each step told was news.</summary>
    [Fact]
    public void After_every_break_the_state_is_exact_and_nothing_is_told_twice() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 2]).List[1, 40].Sample(steps =>
        {
            var (server, told, cache) = (new Dictionary<string, KubeObject>(), new Dictionary<string, string>(), new ObjectCache());
            var revision = 0;
            foreach (var (name, action) in steps)
            {
                revision++;
                var key = "p" + name;
                var obj = Pod(key, revision);
                var isDeletion = action == 1 && server.Remove(key);
                if (!isDeletion)
                {
                    server[key] = obj;
                }

                var news = action == 2
                    ? cache.Replace(server.Values, $"{revision}").Select(n => (n.Type, n.Object))
                    : cache.Apply(isDeletion ? "DELETED" : "MODIFIED", obj) is { } one ? [one] : [];
                foreach (var (type, changed) in news)
                {
                    if (type == ChangeType.Added == told.ContainsKey(changed.Uid) || (type == ChangeType.Modified && told[changed.Uid] == changed.ResourceVersion))
                    {
                        return false;
                    }

                    _ = type == ChangeType.Deleted ? told.Remove(changed.Uid) : (told[changed.Uid] = changed.ResourceVersion) is null;
                }
            }

            return told.OrderBy(t => t.Key).SequenceEqual(server.Values.ToDictionary(o => o.Uid, o => o.ResourceVersion).OrderBy(t => t.Key));
        });

    private static KubeObject Pod(string name, int revision) => KubeObject.Parse(
        """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"NAME","uid":"uid-NAME","resourceVersion":"REV"}}"""
            .Replace("NAME", name, StringComparison.Ordinal).Replace("REV", $"{revision}", StringComparison.Ordinal));
}
