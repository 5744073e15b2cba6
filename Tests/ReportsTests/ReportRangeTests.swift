import Reports
import Testing
import Time

@Suite struct ReportRangeTests {
    @Test(arguments: [
        ("today", "2026-11-21T00:00:00.000Z", "2026-11-21T12:00:00.001Z"),
        ("yesterday", "2026-11-20T00:00:00.000Z", "2026-11-21T00:00:00.000Z"),
        ("7d", "2026-11-14T12:00:00.000Z", "2026-11-21T12:00:00.001Z"),
        ("2026-11-01", "2026-11-01T00:00:00.000Z", "2026-11-02T00:00:00.000Z"),
        ("2026-11-01..2026-11-30", "2026-11-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"),
        ("2026-11-01T06:00:00Z..", "2026-11-01T06:00:00.000Z", "2026-11-21T12:00:00.001Z"),
        ("yesterday..2h", "2026-11-20T00:00:00.000Z", "2026-11-21T10:00:00.000Z"),
        ("3d..yesterday", "2026-11-18T12:00:00.000Z", "2026-11-21T00:00:00.000Z"),
        ("..2026-11-19", "2026-10-22T12:00:00.000Z", "2026-11-20T00:00:00.000Z"),
    ])
    func aRangeIsReadWithItsEnds(text: String, from: String, to: String) throws {
        let range = try ReportRange(text, at: noon, retention: .seconds(30 * 86_400), lastRun: nil)
        #expect(range.from.rfc3339 == from)
        #expect(range.to.rfc3339 == to)
    }

    @Test(arguments: ["", "tomorrow", "0d", "-7d", "2026-02-30", "2026-13-01..", "a..b", "2026-11-01...2026-11-02"])
    func whatIsNoRangeIsRefused(text: String) {
        #expect(throws: ReportRange.Flaw.notUnderstood) {
            try ReportRange(text, at: noon, retention: .seconds(86_400), lastRun: nil)
        }
    }

    @Test func aRangeEndsBehindItsBeginning() {
        #expect(throws: ReportRange.Flaw.endsBeforeItBegins) {
            try ReportRange("2026-11-02..2026-11-01", at: noon, retention: .seconds(86_400), lastRun: nil)
        }
    }

    @Test func withoutARunOnRecordThereIsNoLastRun() {
        #expect(throws: ReportRange.Flaw.noRunOnRecord) {
            try ReportRange("last-run", at: noon, retention: .seconds(86_400), lastRun: nil)
        }
    }
}
