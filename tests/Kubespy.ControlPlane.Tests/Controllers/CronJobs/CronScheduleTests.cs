using System.Globalization;
using Kubespy.ControlPlane.Api.Cron;

namespace Kubespy.ControlPlane.Tests.Controllers.CronJobs;

/// <summary>Schedules as robfig/cron v3 reads them, moments and messages after its spec.go and parser.go.</summary>
public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("0/15 * * * *", "2012-07-09T14:45:00Z", "2012-07-09T15:00:00Z")]
    [InlineData("0/15 * * * *", "2012-07-09T14:59:59Z", "2012-07-09T15:00:00Z")]
    [InlineData("20-35/15 * * * *", "2012-07-09T15:45:00Z", "2012-07-09T16:20:00Z")]
    [InlineData("20-35/15 * * * *", "2012-07-09T23:46:00Z", "2012-07-10T00:20:00Z")]
    [InlineData("20-35/15 1/2 */2 * *", "2012-07-09T23:35:51Z", "2012-07-11T01:20:00Z")]
    [InlineData("20-35/15 10-12 */2 * *", "2012-07-09T23:35:51Z", "2012-07-11T10:20:00Z")]
    [InlineData("0 0 9 Apr-Oct ?", "2012-07-09T23:35:00Z", "2012-08-09T00:00:00Z")]
    [InlineData("0 0 */5 Apr,Aug,Oct Mon", "2012-07-09T23:35:00Z", "2012-08-01T00:00:00Z")]
    [InlineData("0 0 29 Feb ?", "2012-07-09T23:35:00Z", "2016-02-29T00:00:00Z")]
    [InlineData("0 12 * * MON", "2026-11-26T00:00:00Z", "2026-11-30T12:00:00Z")]
    [InlineData("0 0 13 * 5", "2026-11-26T00:00:00Z", "2026-11-27T00:00:00Z")]
    [InlineData("@hourly", "2026-11-26T05:00:00Z", "2026-11-26T06:00:00Z")]
    [InlineData("@weekly", "2026-11-26T05:00:00Z", "2026-11-29T00:00:00Z")]
    [InlineData("@every 1h30m", "2026-11-26T05:00:00.25Z", "2026-11-26T06:30:00Z")]
    [InlineData("* * * * *", "2026-11-26T05:00:59.999Z", "2026-11-26T05:01:00Z")]
    public void Is_due_next(string schedule, string after, string next) => CronSchedule.Parse(schedule).Next(Time(after)).ShouldBe(Time(next));

    [Theory]
    [InlineData("0 0 31 2 *")]
    [InlineData("0 0 30 Feb ?")]
    public void May_never_be_due(string schedule) => CronSchedule.Parse(schedule).Next(Time("2026-01-01T00:00:00Z")).ShouldBeNull();

    /// <summary>New York: on 2012-03-11 the clock skips 2:00 to 3:00, on 2012-11-04 it repeats 1:00 to 2:00.</summary>
    [Theory]
    [InlineData("30 2 11 Mar ?", "2012-03-11T00:00:00-05:00", "2013-03-11T02:30:00-04:00")]
    [InlineData("0 * * * *", "2012-03-11T01:00:00-05:00", "2012-03-11T03:00:00-04:00")]
    [InlineData("0 3 * * *", "2012-03-11T00:00:00-05:00", "2012-03-11T03:00:00-04:00")]
    [InlineData("30 1 04 Nov ?", "2012-11-04T00:00:00-04:00", "2012-11-04T01:30:00-04:00")]
    [InlineData("0 * * * *", "2012-11-04T01:00:00-04:00", "2012-11-04T01:00:00-05:00")]
    [InlineData("0 1 * * *", "2012-11-04T01:00:00-05:00", "2012-11-05T01:00:00-05:00")]
    public void Follows_its_time_zone(string schedule, string after, string next) =>
        CronSchedule.Parse(schedule, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).Next(Time(after)).ShouldBe(Time(next));

    [Theory]
    [InlineData("", "empty spec string")]
    [InlineData("* * * *", "expected exactly 5 fields, found 4: [* * * *]")]
    [InlineData("60 * * * *", "end of range (60) above maximum (59): 60")]
    [InlineData("* * 0 * *", "beginning of range (0) below minimum (1): 0")]
    [InlineData("5-2 * * * *", "beginning of range (5) beyond end of range (2): 5-2")]
    [InlineData("*/0 * * * *", "step of range should be a positive number: */0")]
    [InlineData("1-2-3 * * * *", "too many hyphens: 1-2-3")]
    [InlineData("1/2/3 * * * *", "too many slashes: 1/2/3")]
    [InlineData("* * * * 7", "end of range (7) above maximum (6): 7")]
    [InlineData("* * * foo *", "failed to parse int from foo: strconv.Atoi: parsing \"foo\": invalid syntax")]
    [InlineData("@never", "unrecognized descriptor: @never")]
    [InlineData("@every soon", "failed to parse duration soon: time: invalid duration \"soon\"")]
    public void Says_what_is_wrong(string schedule, string message) =>
        Should.Throw<FormatException>(() => CronSchedule.Parse(schedule)).Message.ShouldBe(message);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
