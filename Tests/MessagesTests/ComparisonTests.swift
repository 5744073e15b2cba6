import Delivery
import Diagnostics
import Events
import JSON
import Messages
import Providers
import Testing
import Time

/// A digest beside the one before it.
@Suite struct ComparisonTests {
    /// What makes a line the same as one of another digest.
    private static let number: @Sendable (DigestLine) -> UInt64 = { line in
        "\(line.type) \(line.resource ?? "")".utf8.reduce(0) { $0 &* 31 &+ UInt64($1) }
    }

    private func digest(_ types: [String], maximumItems: Int = 50) -> Digest {
        let events = types.enumerated().map { index, type in
            let parts = type.split(separator: " ").map { String($0) }
            let count = Int(parts.last ?? "") ?? 1
            return (0..<count).map { Cases.event(parts[0], number: 0, sequence: index * 100 + $0) }
        }
        return Morning(events: events.flatMap { $0 }).digest(maximumItems: maximumItems)
    }

    private func words(_ digest: Digest, at now: Timestamp = Morning.window.upperBound) throws -> String? {
        let integration = Morning.integration(.rawWebhook)
        var composer = MessageComposer(overrides: [
            "raw_webhook/digest.json.mustache": SourceFile(
                name: "own",
                text: #"{"w": {{{comparison}}}, "n": {{{previous}}}}"#
            )
        ])
        let pages = composer.compose(digest, window: digest.first...digest.last, at: now, for: integration) { _ in nil }
        #expect(pages.first?.fallback == nil)
        return try pages.first.map { try JSON.read($0.bytes) }?["w"]?.string
    }

    @Test(
        arguments: [
            (["build:success 14"], (9, 0, 0), "2026-11-21T06:00:00Z", "5 more than in the digest of 06:00"),
            (["build:success 4"], (9, 0, 0), "2026-11-21T06:00:00Z", "5 fewer than in the digest of 06:00"),
            (["build:success 9"], (9, 0, 0), "2026-11-21T06:00:00Z", "as many as in the digest of 06:00"),
            (
                ["build:failure 2"], (2, 0, 1), "2026-11-20T17:30:00Z",
                "as many as in the digest of 11-20 17:30 (critical +2, warnings −1)"
            ),
            (["build:abort 3"], (2, 1, 3), "2026-11-21T06:00:00Z", "1 more than in the digest of 06:00 (critical −1)"),
            (["build:success"], (3, 0, 0), "2026-11-21T12:00:29Z", "2 fewer than in the digest before"),
            (["build:success"], (3, 0, 0), "2026-11-21T12:01:30Z", "2 fewer than in the digest of 12:01"),
            (["build:success"], (0, 0, 0), "2027-01-01T00:00:00Z", "1 more than in the digest of 01-01 00:00"),
        ] as [([String], (Int, Int, Int), String, String)]
    )
    func itSaysHowTheNumbersChanged(
        _ types: [String],
        _ before: (Int, Int, Int),
        _ cut: String,
        _ expected: String
    ) throws {
        var digest = digest(types)
        let previous = ToldDigest(events: before.0, critical: before.1, warning: before.2, troubles: [])
        let now = Morning.moment("2026-11-21T12:00:31Z")
        digest.compare(Comparison(previous, cut: Morning.moment(cut)), Self.number)
        #expect(try words(digest, at: now) == expected)
    }

    @Test func theFirstOneComparesItselfWithNothing() throws {
        let digest = digest(["build:failure"])
        #expect(try words(digest) == nil)
        #expect(digest.lines.map(\.isNew) == [false])
    }

    private func marks(_ now: [String], after before: Digest) -> [String] {
        var digest = digest(now)
        let moment = Morning.window.upperBound
        digest.compare(Comparison(before.told(Self.number), cut: moment - .seconds(3600)), Self.number)
        return digest.lines.filter(\.isNew).map(\.type)
    }

    @Test func newIsWhatWasNotWrongInTheOneBefore() {
        let before = digest(["build:failure", "build:start", "job-run:abort"])
        #expect(marks(["build:failure 3", "job-run:failure", "job-run:abort"], after: before) == ["job-run:failure"])
        #expect(marks(["build:failure 3"], after: before) == [])
        #expect(marks(["build:failure 3"], after: digest(["build:success"])) == ["build:failure"])
    }

    @Test func whatIsRoutineIsNeverNew() {
        #expect(marks(["build:success", "build:start", "cdn:action-success"], after: digest(["build:failure"])) == [])
    }

    @Test func whatHadRecoveredAndFailsAgainIsNew() {
        let before = digest(["build:failure", "build:success"])
        #expect(before.lines.first?.recovered != nil)
        #expect(marks(["build:failure"], after: before) == ["build:failure"])
    }

    @Test func wherePartsOfTheLastOneAreForgottenNothingIsCalledNew() {
        let before = digest(["build:failure", "job-run:failure", "job-run:abort"], maximumItems: 2)
        #expect(before.told(Self.number).isPartial)
        #expect(marks(["addon-backup:failure"], after: before) == [])
        #expect(marks(["addon-backup:failure"], after: digest(["build:failure"])) == ["addon-backup:failure"])
    }
}
