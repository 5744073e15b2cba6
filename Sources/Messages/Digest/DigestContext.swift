import Delivery
import Events
import JSON
import Providers
import Time

/// What a digest template sees: one page of a digest in words.
struct DigestContext {
    /// The page and how many there are; counted from 1.
    struct Page {
        var number: Int
        var count: Int

        static let only = Page(number: 1, count: 1)
        /// Wider than any real one: what fits with it fits.
        static let widest = Page(number: 999, count: 999)

        var isFirst: Bool { number == 1 || number == Page.widest.number }
        var isLast: Bool { number == count }
    }

    private let digest: Digest
    private let lines: [LineView]
    private let common: [JSON.Member]
    private let integration: String
    private let now: Timestamp
    private let zone: TimeZone
    /// The same project or type above all lines has been said by the verdict or by the lines: then nothing is above them.
    private let hasHeadings: Bool
    /// How long one text may be is limited by the chat services; a mail's is not.
    private let linesInABlock: Int

    /// Puts the lines into words: `data` is asked for the data of each, texts of events are cut to `cap` characters, and
    /// templates that pass the data on get `shownData` of it.
    init(
        _ digest: Digest,
        for integration: Integration,
        window: ClosedRange<Timestamp>,
        at now: Timestamp,
        cap: Int,
        shownData: ShownData,
        fallback: String?,
        data: (LogPlace) -> JSON?
    ) {
        let zone = integration.timeZone
        let clock = Clock(digest.first, digest.last, now, in: zone)
        let told = digest.lines.map { line in
            let data = data(line.place)
            return (line, EventDetails(EventSummary(line), data, cap: cap), shownData.of(data))
        }
        var names = PlaceNames()
        for (line, details, _) in told { names.note(details, of: line) }
        let lines = told.map { LineView($0, $1, names, in: digest, clock: clock, data: $2) }
        self.digest = digest
        self.lines = lines
        self.integration = integration.id
        self.now = now
        self.zone = zone
        linesInABlock = integration.provider == .email ? max(1, lines.count) : 8
        hasHeadings = digest.groupBy.first == .service || lines.contains { $0.heading != lines.first?.heading }
        common = [
            .init(
                "verdict",
                .string(
                    Verdict(digest, lines, window: window, Clock(window.lowerBound, window.upperBound, now, in: zone))
                        .text
                )
            ),
            .init(
                "window",
                ["from": .moment(window.lowerBound, in: zone), "to": .moment(window.upperBound, in: zone)]
            ),
            .init("totals", .totals(digest.totals)),
            .init("families", .string(DigestContext.familyText(digest.families))),
            .init("leftOut", .optional(digest.leftOut.words)),
            .init("previous", digest.comparison?.json ?? .null),
            .init("suppressedCount", .number(digest.leftOut.suppressed)),
            .init("mutedCount", .number(digest.leftOut.muted)),
            .init("integration", .context(of: integration)),
            .init("fallback", .optional(fallback)),
        ]
    }

    /// The events that a page tells of; what no line tells of belongs to the last page.
    func eventCount(_ range: Range<Int>, isLast: Bool) -> Int {
        lines[range].reduce(0) { $0 + $1.line.eventCount } + (isLast ? digest.remainder.events : 0)
    }

    func json(_ range: Range<Int>, page: Page) -> JSON {
        let worst = lines[range].map { $0.line.severity }.max() ?? .info
        let isRest = page.isLast && digest.remainder.events > 0
        let comparison = page.isFirst ? digest.comparison?.words(digest.totals, at: now, in: zone) : nil
        let members: [JSON.Member] = [
            .init("page", pageJSON(page)),
            .init("sections", sections(lines[range])),
            .init("lines", .separated(lines[range].map { $0.json })),
            .init("remainder", isRest ? remainder : .null),
            .init("truncatedCount", .number(digest.remainder.events)),
            .init("comparison", .optional(comparison)),
        ]
        return .object(common + Look.members(worst, .succeeded) + members)
    }

    /// What no line tells of, and the command that counts all events of the digest, type by type.
    private var remainder: JSON {
        let (since, until) = (DigestContext.second(digest.first), DigestContext.second(digest.last + .seconds(1)))
        let span = "--since \(since) --until \(until)"
        let command = "belfry reconcile -i \(integration) --by event \(span)"
        return .object((JSON.totals(digest.remainder).members ?? []) + [.init("seeAll", .string(command))])
    }

    /// The second that it is in, without the fraction: `2026-11-21T06:00:00Z`.
    private static func second(_ time: Timestamp) -> String { time.rfc3339.prefix { $0 != "." } + "Z" }

    private func pageJSON(_ page: Page) -> JSON {
        [
            "number": .number(page.number), "count": .number(page.count), "isMany": .bool(page.count > 1),
            "isFirst": .bool(page.isFirst), "isLast": .bool(page.isLast),
        ]
    }

    /// `build 7, job-run 3, 2 other kinds`: exact, as the totals are.
    private static func familyText(_ families: [Digest.Family]) -> String {
        let most = 5
        let shown = families.prefix(most).map { "\(ShownText.line($0.name, cap: 30)) \($0.count)" }
        let rest = families.dropFirst(most).reduce(0) { $0 + $1.count }
        return (shown + (rest > 0 ? ["other \(rest)"] : [])).joined(separator: ", ")
    }
}

// MARK: - Sections

extension DigestContext {
    /// One section for each severity; in it blocks of lines.
    private func sections(_ lines: ArraySlice<LineView>) -> JSON {
        let parts = Severity.allCases.sorted(by: >).compactMap { severity -> JSON? in
            let own = lines.filter { $0.line.severity == severity }
            guard !own.isEmpty else { return nil }
            return .object(
                Look.members(severity, .succeeded) + [
                    .init("title", .string(DigestContext.title(of: severity))),
                    .init("blocks", blocks(own)),
                ]
            )
        }
        return .separated(parts)
    }

    private static func title(of severity: Severity) -> String {
        switch severity {
        case .critical: "Needs you"
        case .warning: "Warnings"
        case .info: "Routine"
        }
    }

    private func blocks(_ lines: [LineView]) -> JSON {
        let starts = stride(from: 0, to: lines.count, by: linesInABlock)
        let blocks = starts.map { start -> JSON in
            let part = lines[start..<min(start + linesInABlock, lines.count)]
            return ["isFirst": .bool(start == 0), "groups": groups(part)]
        }
        return .separated(blocks)
    }

    private func groups(_ lines: ArraySlice<LineView>) -> JSON {
        var groups: [(heading: JSON?, lines: [JSON])] = []
        for view in lines {
            let heading = hasHeadings ? view.heading : nil
            if let last = groups.last, last.heading == heading {
                groups[groups.count - 1].lines.append(view.json)
            } else {
                groups.append((heading, [view.json]))
            }
        }
        return .separated(groups.map { ["heading": $0.heading ?? .null, "lines": .separated($0.lines)] })
    }
}

extension JSON {
    fileprivate static func totals(_ totals: Digest.Totals) -> JSON {
        [
            "events": .number(totals.events), "isMany": .bool(totals.events > 1),
            "critical": .number(totals.critical), "warning": .number(totals.warning), "info": .number(totals.info),
        ]
    }
}
