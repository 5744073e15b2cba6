import Reports
import TestSupport
import Testing
import Time

@Suite struct AgesTests {
    @Test(arguments: [
        (-5, 0), (0, 0), (300, 0), (301, 1), (3600, 1), (21_600, 2), (86_400, 3), (86_401, 4), (432_000, 4),
        (432_001, 5),
    ])
    func aColumnHoldsWhatHasWaitedAtMostAsLongAsItsTitle(seconds: Int, column: Int) {
        var ages = AgeHistogram()
        ages.add(.seconds(seconds))
        #expect(ages.counts.firstIndex(of: 1) == column)
        #expect(ages.total == 1)
    }

    @Test func theTableReadsAsItsGoldenFile() {
        var ops = integration("ops")
        ops.backlog.ages = ages([10: 3, 7200: 12, 500_000: 1])
        var blog = integration("a-long-name\u{1B}[2J")
        blog.backlog.ages = ages([400: 1_234_567])
        var calm = integration("calm")
        calm.backlog.ages = AgeHistogram()
        let report = RunReport(startedAt: noon, finishedAt: noon, integrations: [blog, calm, ops])
        #expect(difference(of: report.agesText, fromGolden: "Tests/ReportsTests/Golden/ages.txt") == nil)
    }

    @Test func aTableOfNothingSaysSo() {
        #expect(RunReport(startedAt: noon, finishedAt: noon).agesText == "nothing waits\n")
    }

    @Test func aShorterRowOfATableEndsWhereItEnds() {
        let lines = TextTable([["a", "bbb", "c"], ["aa"], ["", "1", "22"]], numbers: [1]).lines
        #expect(lines == ["a   bbb  c", "aa", "      1  22"])
    }

    private func ages(_ counts: [Int: Int]) -> AgeHistogram {
        var ages = AgeHistogram()
        for (seconds, count) in counts { ages.add(.seconds(seconds), count: count) }
        return ages
    }
}
