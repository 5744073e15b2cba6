import JSON
import Reports
import Testing
import Time

@Suite struct OverdueTests {
    @Test func nothingIsOverdueRightBehindAGoodRun() {
        #expect(status(goodRun: 60).overdue(after: .seconds(60)) == [])
    }

    @Test func aHomeThatNeverRanIsOverdue() {
        #expect(status(goodRun: nil).overdue(after: .seconds(3600)) == ["no good run is on record"])
    }

    @Test func aRunThatIsTooLongAgoIsTold() {
        #expect(
            status(goodRun: 61).overdue(after: .seconds(60)) == [
                "the last good run ended 1m 1s ago, at most 1m is allowed"
            ]
        )
    }

    @Test func whatWaitsTooLongIsToldByItsPlace() {
        var report = status(goodRun: 1)
        report.spool = SpoolBacklog(files: 3, oldest: noon - .seconds(700))
        var ops = integration("ops")
        ops.backlog = Backlog(held: 1, oldest: noon - .seconds(7200))
        report.integrations = [integration("calm"), ops]
        #expect(
            report.overdue(after: .seconds(600)) == [
                "a file has been in the spool for 11m 40s, at most 10m is allowed",
                "ops: the oldest has been waiting for 2h, at most 10m is allowed",
            ]
        )
    }

    @Test(arguments: [
        (RunReport.Ending.complete, DeliveryCounts(delivered: 1, deferred: 4), true),
        (.outOfTime, DeliveryCounts(), true),
        (.complete, DeliveryCounts(rejected: 1), false),
        (.stopped(signal: "SIGTERM"), DeliveryCounts(), false),
        (.diskTrouble(reason: "full"), DeliveryCounts(), false),
    ])
    func aGoodRunCameToItsEndAndNeedsNobody(ending: RunReport.Ending, counts: DeliveryCounts, isGood: Bool) {
        var ops = integration("ops")
        ops.thisRun = counts
        let report = RunReport(startedAt: noon, finishedAt: noon, ending: ending, integrations: [ops])
        #expect(report.isGood == isGood)
        let earlier = status(goodRun: 100).lastRun
        #expect(LastRun(report, after: earlier).goodAt == (isGood ? noon : noon - .seconds(100)))
    }

    @Test func theRecordOfTheLastRunReadsBackAsItself() throws {
        for goodRun in [nil, 10] {
            let run = try #require(status(goodRun: goodRun).lastRun)
            #expect(LastRun(run.json) == run)
        }
    }

    @Test(arguments: ["{}", #"{"version": 2}"#, #"{"version": 1, "startedAt": "noon"}"#, "[]"])
    func aRecordThatCannotBeReadIsNone(text: String) throws {
        #expect(LastRun(try JSON.read(Array(text.utf8))) == nil)
    }

    private func status(goodRun secondsAgo: Int?) -> RunReport {
        var report = RunReport(startedAt: noon, finishedAt: noon)
        report.isRun = false
        report.lastRun = LastRun(
            startedAt: noon - .seconds(1),
            finishedAt: noon,
            ending: "complete",
            verdict: .attention,
            goodAt: secondsAgo.map { noon - .seconds($0) }
        )
        return report
    }
}
