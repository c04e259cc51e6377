using Kubespy.Cli.Reports.Pages;

namespace Kubespy.Cli.Tests.Pages;

/// <summary>The page in a real browser, from the disk.</summary>
public sealed class BrowserTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kubespy-page-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_opens_without_a_complaint_and_shows_objects_as_they_were()
    {
        await using var browser = await Browser.StartAsync();
        await browser.OpenAsync(Write("02"), 1280, 900, isDark: false);

        (await TextAsync(browser, "h1")).ShouldBe("nginx");
        (await browser.EvaluateAsync("document.getElementById('panel').hidden"))!.GetValue<bool>().ShouldBeTrue();

        // The Deployment's lane, late: its newest version.
        await browser.ClickAsync(".lane.root svg.track", 0.98);
        await browser.UntilAsync("!document.getElementById('panel').hidden");
        (await TextAsync(browser, "#panel-title")).ShouldBe("Deployment nginx");
        (await TextAsync(browser, "#panel")).ShouldContain("image: nginx:1.12-alpine");

        // Its mark: the moment when the image was changed, and what had changed then.
        await browser.ClickAsync(".lane.root .mark:nth-last-of-type(2) path");
        (await TextAsync(browser, "#panel")).ShouldContain("nginx:1.7.9 → nginx:1.12-alpine");
        (await TextAsync(browser, "#panel")).ShouldContain("by kubectl-set");

        // One step back, by keyboard.
        await browser.EvaluateAsync("document.querySelector('#panel .steps button').click()");
        (await TextAsync(browser, "#panel")).ShouldContain("image: nginx:1.7.9");

        // A Pod's lane, early: it was not Ready yet.
        await browser.ClickAsync(".lane.pod svg.track", 0.1);
        (await TextAsync(browser, "#panel-title")).ShouldStartWith("Pod nginx-");
        (await TextAsync(browser, "#panel")).ShouldContain("phase: Pending");

        await browser.PressAsync("Escape");
        await browser.UntilAsync("document.getElementById('panel').hidden");
        browser.Complaints.ShouldBeEmpty();
        browser.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(390, false)]
    [InlineData(390, true)]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    public async Task Nothing_is_wider_than_the_screen(int width, bool isDark)
    {
        await using var browser = await Browser.StartAsync();
        foreach (var scenario in new[] { "02", "06", "29" })
        {
            await browser.OpenAsync(Write(scenario), width, 844, isDark);
            await browser.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
            (await browser.EvaluateAsync("document.documentElement.scrollWidth"))!.GetValue<double>().ShouldBeLessThanOrEqualTo(width, scenario);
            await browser.EvaluateAsync("document.querySelector('button.name').click()");
            (await browser.EvaluateAsync("document.documentElement.scrollWidth"))!.GetValue<double>().ShouldBeLessThanOrEqualTo(width, scenario);
            var background = (await browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor"))!.GetValue<string>();
            (background == "rgb(21, 23, 27)").ShouldBe(isDark, background);
            if (Environment.GetEnvironmentVariable("KUBESPY_SCREENSHOTS") is { Length: > 0 } folder)
            {
                await browser.OpenAsync(Write(scenario), width, 844, isDark);
                await File.WriteAllBytesAsync(Path.Combine(folder, $"{scenario}-{width}-{(isDark ? "dark" : "light")}.png"), await browser.ScreenshotAsync(), TestContext.Current.CancellationToken);
            }
        }

        browser.Complaints.ShouldBeEmpty();
        browser.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_cannot_see_it_is_told_what_it_shows()
    {
        await using var browser = await Browser.StartAsync();
        await browser.OpenAsync(Write("06"), 1280, 900, isDark: false);

        // Every picture has words, every control a name, every table heads, every heading its place.
        (await CountAsync(browser, "svg[role=img]:not([aria-label])")).ShouldBe(0);
        (await CountAsync(browser, "svg:not([role=img]):not([aria-hidden=true]):not([role=img] svg):not([aria-hidden=true] svg)")).ShouldBe(0);
        (await CountAsync(browser, "button:not([aria-label])")).ShouldBe(0);
        (await CountAsync(browser, "table:not(:has(th[scope=col]))")).ShouldBe(0);
        (await CountAsync(browser, "h1")).ShouldBe(1);
        (await CountAsync(browser, "html[lang]")).ShouldBe(1);
        (await browser.EvaluateAsync("[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i).length"))!.GetValue<int>().ShouldBe(0);
        (await browser.EvaluateAsync("document.querySelector('.lane.pod svg.track').getAttribute('aria-label')"))!.GetValue<string>().ShouldContain("ready from");

        // By keyboard alone: a name opens the panel and gives it the focus, Escape gives it back.
        await browser.EvaluateAsync("document.querySelector('button.name').focus(); document.activeElement.click()");
        (await browser.EvaluateAsync("document.activeElement.className"))!.GetValue<string>().ShouldBe("close");
        await browser.PressAsync("Escape");
        (await browser.EvaluateAsync("document.activeElement.className"))!.GetValue<string>().ShouldBe("name");
    }

    private static async Task<string> TextAsync(Browser browser, string selector) => (await browser.EvaluateAsync($"document.querySelector('{selector}').innerText"))!.GetValue<string>();

    private static async Task<int> CountAsync(Browser browser, string selector) => (await browser.EvaluateAsync($"document.querySelectorAll('{selector}').length"))!.GetValue<int>();

    private string Write(string scenario)
    {
        var path = Path.Combine(_folder.FullName, scenario + ".html");
        File.WriteAllText(path, HtmlPage.Of(Recorded.Report(scenario)));
        return path;
    }
}
