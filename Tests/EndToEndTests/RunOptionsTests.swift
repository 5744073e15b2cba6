import Providers
import Receiver
import Reports
import Testing
import Time

@testable import belfry

@Suite struct RunOptionsTests {
    /// Nothing is due in the second run: what the first one deferred is still not delivered.
    @Test func deferredIsAlsoWhatAnEarlierRunDeferred() throws {
        let scene = try Scene(["/blog": [.answer(status: 503), .noContent]])
        try scene.integrate("blog", with: #""retry": {"schedule": ["1h"]}"#)
        try scene.integrate("ops")
        try scene.spool("a")
        #expect(try scene.belfry("run", "--fail-on", "deferred").status == 1)
        #expect(try scene.belfry("run", "--fail-on", "deferred", at: "06:10:00").status == 1)
        #expect(try scene.belfry("run", "--fail-on", "deferred", "-i", "ops", at: "06:11:00").status == 0)
        #expect(try scene.belfry("run", at: "06:12:00").status == 0)
        #expect(try scene.belfry("run", "--fail-on", "never", at: "06:13:00").status == 0)
        #expect(scene.ids("blog") == ["a"])
        #expect(try scene.belfry("run", "--fail-on", "deferred", at: "08:00:00").status == 0)
        #expect(scene.ids("blog") == ["a", "a"])
    }

    @Test func whatIsNotTypedHasItsDefault() throws {
        let options = try RunOptions(TypedArguments(["run"]))
        #expect(!options.isDryRun && !options.waits && !options.ignoresDueTimes && !options.printsJSON)
        #expect(options.maxRuntime == .seconds(60))
        #expect(options.integrations == [])
        #expect(options.failOn == .attention)
    }

    @Test func everyFlagArrives() throws {
        let words = ["-n", "--max-runtime=5m", "--wait", "-iops", "-i", "blog", "--force", "--fail-on=never", "--json"]
        let options = try RunOptions(TypedArguments(["run"] + words))
        #expect(options.isDryRun && options.waits && options.ignoresDueTimes && options.printsJSON)
        #expect(options.maxRuntime == .seconds(300))
        #expect(options.integrations == ["ops", "blog"])
        #expect(options.failOn == .never)
    }

    @Test(
        arguments: [
            (.attention, 0, .success), (.attention, 1, .success), (.attention, 2, .attention),
            (.deferred, 0, .success), (.deferred, 1, .attention), (.deferred, 2, .attention),
            (.never, 0, .success), (.never, 1, .success), (.never, 2, .success),
        ] as [(FailOn, Int, ExitCode)]
    )
    func theFlagDecidesWhatAVerdictIsWorth(failOn: FailOn, verdict: Int, code: ExitCode) {
        let counts = [DeliveryCounts(delivered: 1), DeliveryCounts(deferred: 1), DeliveryCounts(exhausted: 1)][verdict]
        #expect(failOn.exitCode(for: report(counts, .complete)) == code)
        #expect(failOn.exitCode(for: report(counts, .outOfTime)) == code)
    }

    @Test(arguments: [FailOn.attention, .deferred, .never])
    func signalsAndDiskTroubleAreToldInAnyCase(failOn: FailOn) {
        let counts = DeliveryCounts(exhausted: 1)
        #expect(failOn.exitCode(for: report(counts, .stopped(signal: "SIGINT"))) == .interrupted)
        #expect(failOn.exitCode(for: report(counts, .stopped(signal: "SIGTERM"))) == .terminated)
        #expect(failOn.exitCode(for: report(counts, .diskTrouble(reason: "full"))) == .inputOutput)
    }

    private func report(_ counts: DeliveryCounts, _ ending: RunReport.Ending) -> RunReport {
        let blog = IntegrationReport(id: "blog", name: "Blog", provider: .slack, thisRun: counts)
        let now = Timestamp(seconds: 0)
        return RunReport(startedAt: now, finishedAt: now, ending: ending, integrations: [blog])
    }
}
