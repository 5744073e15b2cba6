import Delivery
import Events
import Messages
import Providers
import TestSupport
import Testing
import Time

@Suite struct DigestBuilderTests {
    /// `kind run@minute`, all of one service: `build:start a@1`; with `!` before it, told elsewhere.
    private func digest(_ events: [String], maximumItems: Int = 50, patterns: [String]? = ["**"]) -> Digest {
        let filter = patterns.map { Filter(patterns: $0.map { EventPattern($0) }) }
        var builder = DigestBuilder(groupBy: [.project, .service], maximumItems: maximumItems, filter: filter)
        for (index, text) in events.enumerated() {
            if text.hasPrefix("!") {
                builder.addElsewhere(entry(String(text.dropFirst()), sequence: index + 1))
            } else {
                builder.add(entry(text, sequence: index + 1))
            }
        }
        return builder.finish()
    }

    /// Of a build that failed and one that did well, the second asks for more; a start that does is not taken in by its end.
    @Test func anIntegrationHasItsOwnSeverities() {
        func rule(_ pattern: String, _ severity: Severity) -> SeverityRule {
            SeverityRule(patterns: [EventPattern(pattern)], severity: severity)
        }
        var builder = DigestBuilder(
            groupBy: [.project],
            maximumItems: 50,
            filter: nil,
            severities: [rule("build:failure", .info), rule("build:start", .warning), rule("build:*", .critical)]
        )
        for (index, text) in ["build:failure a@1", "build:start b@2", "build:success b@3"].enumerated() {
            builder.add(entry(text, sequence: index + 1))
        }
        let digest = builder.finish()
        let told = ["build:success 1+0 3-3 1m", "build:start 1+0 2-2", "build:failure 1+0 1-1 recovered@3"]
        #expect(lines(digest) == told)
        #expect(digest.lines.map(\.severity) == [.critical, .warning, .info])
        #expect(digest.totals.critical == 1 && digest.totals.warning == 1 && digest.totals.info == 1)
    }

    private func entry(_ text: String, sequence: Int) -> DigestEntry {
        let parts = text.split(separator: " ")
        let last = parts[parts.count - 1].split(separator: "@", omittingEmptySubsequences: false)
        let minute = Int64(last[1]) ?? 0
        let event = EventSummary(
            sequence: UInt64(sequence),
            id: "e\(sequence)",
            type: String(parts[0]),
            time: Timestamp(seconds: minute * 60),
            project: "blog",
            resource: parts.count > 2 ? String(parts[1]) : "website",
            run: last[0].isEmpty ? nil : String(last[0])
        )
        let place = LogPlace(segment: 1, offset: UInt64(sequence), length: 1)
        return DigestEntry(event, at: place, kind: EventCatalogue.entry(for: event.type))
    }

    /// Reads `type count+folded first-last duration running`.
    private func lines(_ digest: Digest) -> [String] {
        digest.lines.map { line in
            let span = "\(line.first.milliseconds / 60_000)-\(line.last.milliseconds / 60_000)"
            let recovered = line.recovered.map { "recovered@\($0.milliseconds / 60_000)" }
            let running = line.isRunning ? "running" : line.runningCount > 0 ? "\(line.runningCount) running" : nil
            let rest = [line.duration?.text, running, recovered].compactMap { $0 }
            return (["\(line.type) \(line.count)+\(line.foldedCount) \(span)"] + rest).joined(separator: " ")
        }
    }

    @Test(arguments: [
        (["build:start a@1", "build:success a@3"], ["build:success 1+1 3-3 2m"]),
        (["build:success a@3", "build:start a@1"], ["build:success 1+1 3-3 2m"]),
        (["build:start a@1", "build:failure a@3"], ["build:failure 1+1 3-3 2m"]),
        (["build:start a@1"], ["build:start 1+0 1-1 running"]),
        (["build:failure a@1", "build:success b@3"], ["build:failure 1+0 1-1 recovered@3", "build:success 1+0 3-3"]),
        (["build:failure a@4", "build:success b@3"], ["build:failure 1+0 4-4", "build:success 1+0 3-3"]),
        (["build:failure api a@1", "build:success b@3"], ["build:failure 1+0 1-1", "build:success 1+0 3-3"]),
        (["build:start @1", "build:success @3"], ["build:success 1+0 3-3", "build:start 1+0 1-1"]),
        (["build:start a@1", "build:success b@3"], ["build:success 1+0 3-3", "build:start 1+0 1-1 running"]),
        (["build:start a@1", "job-run:success a@3"], ["job-run:success 1+0 3-3", "build:start 1+0 1-1 running"]),
        (["build:start other a@1", "build:success a@3"], ["build:start 1+0 1-1 running", "build:success 1+0 3-3"]),
        (
            ["build:start a@1", "build:start b@2", "build:success b@3", "build:start c@4"],
            ["build:start 2+0 1-4 running", "build:success 1+1 3-3 1m"]
        ),
        (
            [
                "template-run:queued a@1", "template-run:start a@2", "template-run:update a@3",
                "template-run:update a@4",
            ],
            ["template-run:update 2+2 3-4 running"]
        ),
        (
            [
                "template-run:queued a@1", "template-run:start a@2", "template-run:update a@3",
                "template-run:success a@9",
            ],
            ["template-run:success 1+3 9-9 8m"]
        ),
        (["build:success a@1", "build:success b@5", "build:success c@3"], ["build:success 3+0 1-5"]),
    ])
    func aRunIsToldByItsNewestEvent(events: [String], expected: [String]) {
        #expect(lines(digest(events)) == expected)
    }

    @Test(arguments: [
        (["build:start a@1", "!build:failure a@3"], ["build:start 1+0 1-1"]),
        (["!build:failure a@3", "build:start a@1"], ["build:start 1+0 1-1"]),
        (["build:start a@1", "!build:failure b@3"], ["build:start 1+0 1-1 running"]),
        (["build:start a@1", "!build:failure other a@3"], ["build:start 1+0 1-1 running"]),
        (["build:start a@1", "build:start b@2", "!build:failure a@3"], ["build:start 2+0 1-2 1 running"]),
        (["!build:failure a@3", "build:start b@2", "build:start a@1"], ["build:start 2+0 1-2 1 running"]),
        (["build:start a@1", "build:start b@2", "!build:failure a@3", "!build:success b@4"], ["build:start 2+0 1-2"]),
        (
            ["build:start a@1", "build:start b@2", "!build:failure a@3", "build:success b@4"],
            ["build:success 1+1 4-4 2m", "build:start 1+0 1-2"]
        ),
        (["build:start a@1", "build:success a@2", "!build:failure a@3"], ["build:success 1+1 2-2 1m"]),
        (["build:start a@1", "!build:failure a@3", "!build:failure a@4"], ["build:start 1+0 1-1"]),
        (["build:start a@1", "build:start @2", "!build:failure a@3"], ["build:start 2+0 1-2"]),
        (
            ["template-run:start a@2", "template-run:update a@3", "!template-run:failure a@4"],
            ["template-run:update 1+1 3-3"]
        ),
        (["!build:start a@1", "build:success a@3"], ["build:success 1+0 3-3"]),
    ])
    func whatEndedElsewhereIsNotSaidToGoOn(events: [String], expected: [String]) {
        #expect(lines(digest(events)) == expected)
    }

    @Test(
        arguments: [
            (["**"], "build:start", true), (["build:*"], "build:start", true), (["build:start"], "build:start", false),
            (["build:start", "build:success"], "build:start", false),
            (["build:start", "build:success", "build:failure", "build:abort"], "build:start", true),
            (["build:start", "*:failure", "*:success", "*:abort"], "build:start", true),
            (["*:start"], "cron:start", false), (["cron:*"], "cron:start", true),
            (["job.started"], "job.started", false),
            (["job.*"], "job.started", true), (["DEPLOYMENT_ACTION_BEGIN"], "DEPLOYMENT_ACTION_BEGIN", false),
            (nil, "build:start", false),
        ] as [([String]?, String, Bool)]
    )
    func nothingGoesOnWhoseEndWouldNotBeHeardOf(patterns: [String]?, type: String, isRunning: Bool) {
        #expect(digest(["\(type) a@1"], patterns: patterns).lines.map(\.isRunning) == [isRunning])
    }

    @Test func theNewestEventOfALineIsTheOneToldWhateverTheOrder() {
        let newest = digest(["build:failure a@5", "build:failure b@9", "build:failure c@2"]).lines.first
        #expect(newest?.place.offset == 2)
        #expect(newest?.last == Timestamp(seconds: 540))
    }

    @Test func aLineOfStartsWhoseNewestRunHasEndedSaysThatItsPlaceIsStale() {
        let started = digest(["build:start a@1", "build:start b@2", "build:success b@3"]).lines
            .first { $0.type == "build:start" }
        #expect(started?.isPlaceStale == true)
        #expect(started?.last == Timestamp(seconds: 60))
    }

    @Test func whatNeedsSomebodyComesFirst() {
        let digest = digest(["build:success a@1", "build:abort b@2", "build:failure c@3"])
        #expect(digest.lines.map { $0.severity } == [.critical, .warning, .info])
    }

    @Test func aMoreSevereLineTakesThePlaceOfALesserOne() {
        let routine = (0..<100).map { "build:success s\($0) r\($0)@\($0)" }
        let digest = digest(routine + ["build:failure late x@200"], maximumItems: 10)
        #expect(digest.lines.count == 10)
        #expect(digest.lines.first?.resource == "late")
        #expect(digest.remainder.events == 91)
        #expect(digest.remainder.info == 91)
    }

    @Test func familiesPastTheBoundAreCountedTogether() {
        let digest = digest((0..<100).map { "kind\($0):x @\($0)" })
        #expect(digest.families.count == 65)
        #expect(digest.families.last == Digest.Family(name: "other", count: 36))
    }

    @Test(arguments: 0..<40)
    func shownAndRemainderAreExactlyTheTotal(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        let resources = random.below(120) + 1
        let runs = random.below(900) + 1
        var builder = DigestBuilder(groupBy: [.project], maximumItems: random.below(60) + 1, filter: nil)
        var expected = Digest.Totals()
        var bySeverity: [Severity: Int] = [:]
        for sequence in 1...4000 {
            let kind = random.pick(EventCatalogue.entries)
            let run = random.below(5) == 0 ? "" : "r\(random.below(runs))"
            let resource = "s\(random.below(resources))"
            builder.add(entry("\(kind.type) \(resource) \(run)@\(random.below(500))", sequence: sequence))
            bySeverity[kind.severity, default: 0] += 1
            expected.events += 1
        }
        expected.critical = bySeverity[.critical, default: 0]
        expected.warning = bySeverity[.warning, default: 0]
        expected.info = bySeverity[.info, default: 0]
        let digest = builder.finish()
        #expect(digest.totals == expected)
        #expect(digest.families.reduce(0) { $0 + $1.count } == 4000)
        var told = digest.remainder
        for line in digest.lines {
            told.events += line.eventCount
            told.info += Int(line.foldedCount)
            switch line.severity {
            case .critical: told.critical += Int(line.count)
            case .warning: told.warning += Int(line.count)
            case .info: told.info += Int(line.count)
            }
        }
        #expect(told == expected)
        #expect(Set(digest.lines.map { "\($0.type) \($0.resource ?? "")" }).count == digest.lines.count)
    }
}
