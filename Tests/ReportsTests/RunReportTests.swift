import Delivery
import JSON
import Providers
import Reports
import TestSupport
import Testing
import Time

@Suite struct RunReportTests {
    @Test func aRunThatHadNothingToDoIsFineAndNeedsNobody() {
        let report = RunReport(startedAt: noon, finishedAt: noon + .milliseconds(4))
        #expect(report.verdict == .fine)
        #expect(report.attentionText == nil)
        #expect(report.summaryLine == "nothing to send; 4 ms")
    }

    @Test(arguments: [
        (DeliveryCounts(delivered: 3), RunReport.Verdict.fine),
        (DeliveryCounts(delivered: 3, deferred: 1), .deferred),
        (DeliveryCounts(delivered: 3, deferred: 1, rejected: 1), .attention),
        (DeliveryCounts(exhausted: 1), .attention),
    ])
    func theWorstDeliveryDecidesTheVerdict(counts: DeliveryCounts, verdict: RunReport.Verdict) {
        var blog = integration("blog")
        blog.thisRun = counts
        let report = RunReport(startedAt: noon, finishedAt: noon, integrations: [integration("calm"), blog])
        #expect(report.verdict == verdict)
    }

    @Test func onlyTheRunThatDisablesAnIntegrationAsksForAttention() {
        var gone = integration("gone")
        gone.status = IntegrationStatus(state: .disabled, reason: "410 Gone", since: noon)
        #expect(RunReport(startedAt: noon, finishedAt: noon, integrations: [gone]).verdict == .fine)
        gone.wasDisabledNow = true
        #expect(RunReport(startedAt: noon, finishedAt: noon, integrations: [gone]).verdict == .attention)
    }

    @Test func quarantinedInputProblemsAndDiskTroubleAskForAttention() {
        let report = RunReport(startedAt: noon, finishedAt: noon)
        var quarantined = report
        quarantined.intake.quarantined = 1
        var problem = report
        problem.problems = ["reports/status.json could not be written: No space left on device"]
        var disk = report
        disk.ending = .diskTrouble(reason: "state/ledger could not be written: Input/output error")
        #expect([quarantined, problem, disk].map { $0.verdict } == [.attention, .attention, .attention])
    }

    @Test func onlyAFailingIntegrationWithAPolicyIsOnTheWayToBeingDisabled() {
        var ops = integration("ops")
        #expect(ops.percentToDisabling(at: noon) == nil)
        ops.status = IntegrationStatus(
            state: .failing,
            timeOfFirstFailedRequest: noon - .seconds(4 * 86_400),
            numberOfFailedRequests: 5
        )
        #expect(ops.percentToDisabling(at: noon) == 50)
        ops.disablePolicy = nil
        #expect(ops.percentToDisabling(at: noon) == nil)
    }

    @Test func textsOfOthersCannotMoveTheReadersCursor() {
        var ops = integration("ops")
        ops.status = IntegrationStatus(state: .disabled, reason: "\u{1B}[2Jall is well\nops is fine", since: noon)
        let text = RunReport(startedAt: noon, finishedAt: noon, integrations: [ops]).statusText
        #expect(!text.contains("\u{1B}"))
        #expect(text.contains(#"\u{1B}[2Jall is well\u{A}ops is fine"#))
    }

    @Test func aDryRunSaysWhatItWouldSend() {
        var blog = integration("blog")
        blog.thisRun = DeliveryCounts(planned: 7)
        let report = RunReport(startedAt: noon, finishedAt: noon, isDryRun: true, integrations: [blog])
        #expect(report.summaryLine == "7 would be sent; 0 ms")
        #expect(report.statusJSON["dryRun"] == true)
    }

    /// Both limits are passed, and no attempt has failed since: a time that is past would say nothing.
    @Test func whatTheNextFailureDisablesIsToldSo() {
        var status = IntegrationStatus(state: .coolingDown)
        status.timeOfFirstFailedRequest = noon - .seconds(7 * 3600)
        status.numberOfFailedRequests = 3
        let policy = DisablePolicy(failingFor: .seconds(3600), failures: 3)
        let report = IntegrationReport(
            id: "blog",
            name: "Blog",
            provider: .rawWebhook,
            status: status,
            disablePolicy: policy
        )
        #expect(report.trouble(at: noon).details == ["will be disabled with the next failed request (100 %)"])
    }

    @Test func theWorstReportReadsAsItsGoldenFiles() {
        let texts = [
            "worst.txt": eventfulRun.statusText,
            "worst-attention.txt": eventfulRun.attentionText ?? "",
            "worst.json": eventfulRun.statusJSON.pretty + "\n",
            "worst.prom": eventfulRun.metrics,
        ]
        for (name, text) in texts {
            #expect(difference(of: text, fromGolden: "Tests/ReportsTests/Golden/\(name)") == nil)
        }
    }

    @Test func everyMetricIsOneLineWithAValue() {
        var odd = integration("a\"b\\c\nd")
        odd.status.state = .muted
        let report = RunReport(startedAt: noon, finishedAt: noon + .milliseconds(7), integrations: [odd])
        let line = /belfry_[a-z_]+(\{([a-z]+="([^"\\\n]|\\["\\n])*",?)+\})? \d+(\.\d{3})?/
        let lines = report.metrics.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.last == "")
        for text in lines.dropLast() where !text.hasPrefix("# ") {
            #expect(text.wholeMatch(of: line) != nil, "\(text)")
        }
        #expect(report.metrics.contains("\nbelfry_last_run_duration_seconds 0.007\n"))
    }

    @Test func theJSONReadsBackAsItself() throws {
        let json = eventfulRun.statusJSON
        #expect(try JSON.read(json.compact) == json)
        #expect(try JSON.read(Array(json.pretty.utf8)) == json)
    }
}

let noon = Timestamp(milliseconds: 1_795_262_400_000)

func integration(_ id: String, _ provider: ProviderType = .slack) -> IntegrationReport {
    IntegrationReport(id: id, name: "Name of \(id)", provider: provider)
}

/// One integration in every state, and everything else that can be told.
private let eventfulRun: RunReport = {
    var blog = integration("blog", .rawWebhook)
    blog.status = IntegrationStatus(
        state: .disabled,
        reason: "410 Gone",
        since: noon,
        timeOfFirstFailedRequest: noon,
        numberOfFailedRequests: 1
    )
    blog.thisRun = DeliveryCounts(planned: 3, rejected: 1)
    blog.backlog = Backlog(outstanding: 2, held: 37, oldest: noon - .seconds(7200), nextAttempt: noon)
    blog.lastFailure = LastFailure(time: noon, failureClass: .gone, reason: "410 Gone")
    blog.wasDisabledNow = true

    var ops = integration("ops", .slack)
    ops.status = IntegrationStatus(
        state: .coolingDown,
        timeOfFirstFailedRequest: noon - .seconds(4 * 86_400),
        numberOfFailedRequests: 12
    )
    ops.thisRun = DeliveryCounts(planned: 1, deferred: 4, exhausted: 1)
    ops.backlog = Backlog(outstanding: 4, oldest: noon - .seconds(90_000), nextAttempt: noon + .seconds(1800))
    ops.lastFailure = LastFailure(time: noon, failureClass: .server, reason: "503 Service Unavailable")

    var night = integration("night", .teams)
    night.status = IntegrationStatus(state: .muted, reason: "until Monday", since: noon)
    night.backlog = Backlog(held: 1, oldest: noon)

    var team = integration("team", .discord)
    team.thisRun = DeliveryCounts(planned: 2, delivered: 2)
    team.backlog = Backlog(held: 5, oldest: noon - .seconds(600))
    team.nextDigest = noon + .seconds(3000)

    var report = RunReport(
        startedAt: noon,
        finishedAt: noon + .milliseconds(2340),
        ending: .outOfTime,
        phases: PhaseDurations(intake: .milliseconds(12), plan: .milliseconds(30), deliver: .milliseconds(2200)),
        intake: IntakeReport(files: 40, accepted: 45, duplicates: 1, quarantined: 2, left: 1),
        integrations: [blog, integration("calm", .teamsWorkflows), night, ops, team],
        problems: ["reports/report.html could not be written: No space left on device"]
    )
    var gone = RemovedIntegration(id: "gone", backlog: Backlog(outstanding: 1, held: 3, oldest: noon - .seconds(60)))
    gone.isNews = true
    report.removed = [gone]
    let earlier = LastRun(
        startedAt: noon - .seconds(301),
        finishedAt: noon - .seconds(300),
        ending: "complete",
        verdict: .fine,
        goodAt: noon - .seconds(300)
    )
    report.lastRun = LastRun(report, after: earlier)
    return report
}()
