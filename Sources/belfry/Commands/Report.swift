import Configuration
import Delivery
import Diagnostics
import JSON
import Messages
import Providers
import Reports
import Runner
import Storage
import Time

extension Command {
    static let report = Command(
        name: "report",
        summary: "what was delivered in a time, what was not, and why",
        details: [
            "Counts deliveries and attempts, tells how fast they were, what failed, what waits and what was switched off, "
                + "for a mail, a ticket, a spreadsheet or an audit. Days are those of UTC. History reaches back as far as "
                + "'retention' keeps it. Reads only; a run may be going on.",
            "The HTML is one file that loads and runs nothing: open it anywhere, print it, keep it. It shows the latest "
                + "200 deliveries with their requests and answers. CSV has a row for each delivery. With --detail the "
                + "text, JSON and Markdown list deliveries too, and CSV has a row for each attempt.",
            "It exits with 1 when something was given up in that time, or needs you now.",
        ],
        flags: [.range, .format, .json, .detail, .integration, .output],
        choices: [.format: Format.allCases.map(\.rawValue)],
        exitCodes: [.attention, .notFound, .cannotCreate, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry report --range yesterday", "with the morning's coffee"),
            .init("belfry report --range 7d --format html -o report.html", "for a review"),
            .init("belfry report --range 2026-11-01..2026-11-30 --format csv > november.csv", "for a spreadsheet"),
            .init("belfry report --range last-run --detail -i ops", "what the last run did for 'ops'"),
        ],
        perform: { context in try ReportCommand(context).perform() }
    )
}

/// How a report is written.
private enum Format: String, CaseIterable {
    case text, json, csv, html, md
}

/// One call of `belfry report`.
private struct ReportCommand {
    private let context: Context
    private let format: Format
    private let isDetailed: Bool

    /// What a page or a list shows without being asked for more, and what it shows at most.
    private static let listed = 200
    private static let listedInDetail = 5000
    /// Bytes of rows that are written in one call.
    private static let writtenAtOnce = 1 << 16

    /// `--json` is short for `--format json`.
    init(_ context: Context) throws(UsageError) {
        self.context = context
        let named = context.typed.value(.format).flatMap(Format.init)
        if context.typed.has(.json), let named, named != .json {
            throw UsageError(
                message: "'--json' and '--format \(named.rawValue)' contradict each other",
                command: "report"
            )
        }
        format = context.typed.has(.json) ? .json : named ?? .text
        isDetailed = context.typed.has(.detail)
    }

    func perform() throws -> ExitCode {
        let setup = try context.setup()
        let now = context.clock.now
        let state = try context.home.ledgerState()
        let status = try context.status(setup, withAges: true)
        let range = try range(at: now, setup, status.lastRun)
        let integrations = try chosen(setup)
        var reader = try ReportReader(
            setup,
            state: context.home.state,
            range: range,
            integrations: integrations,
            forecast: Forecast(setup, state, at: now)
        ) { context.terminal.show($0 >> 10, of: $1 >> 10, "KB of the ledger read") }
        if format == .csv { return try writeRows(&reader) }
        let isListing = format == .html || isDetailed
        let report = try reader.report(
            on: integrations.map { status.only($0) } ?? status,
            at: now,
            listing: isListing ? isDetailed ? ReportCommand.listedInDetail : ReportCommand.listed : 0,
            withRequests: isListing && (format == .html || format == .json)
        )
        try write(text(of: report))
        return report.needsAttention ? .attention : .success
    }

    private func text(of report: DeliveryReport) throws -> String {
        switch format {
        case .text: return report.text
        case .json: return report.json.pretty + "\n"
        case .md: return report.markdown
        case .csv: preconditionFailure("rows are written as they are found")
        case .html:
            let page = ReportPage(overrides: try context.home.ownTemplates())
            let place = context.home.configuration
            let (bytes, problems) = page.render(report.page(place: place, version: Program.version))
            for problem in problems { context.terminal.say(problem) }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    private func writeRows(_ reader: inout ReportReader) throws -> ExitCode {
        let csv = ReportCSV(isByAttempt: isDetailed)
        var isGood = true
        try write { put in
            var text = csv.heading
            try reader.eachDelivery { delivery in
                text += csv.rows(delivery)
                if delivery.history.state.isFailed { isGood = false }
                guard text.utf8.count >= ReportCommand.writtenAtOnce else { return }
                try put(text)
                text = ""
            }
            try put(text)
        }
        return isGood ? .success : .attention
    }

    private func write(_ text: String) throws { try write { try $0(text) } }

    /// To the file that was named, whole or not at all, or to standard output, part by part.
    private func write(_ body: ((String) throws -> Void) throws -> Void) throws {
        guard let path = context.typed.value(.output) else { return try body { try context.terminal.print($0) } }
        do {
            try Files.replace(path, mode: 0o640, body)
        } catch let error as FileError {
            throw CommandError(error.isDenied ? .permission : .cannotCreate, "\(error)")
        }
    }

    // MARK: what it is about

    private func range(at now: Timestamp, _ setup: Setup, _ lastRun: LastRun?) throws -> ReportRange {
        let text = context.typed.value(.range) ?? "today"
        do throws(ReportRange.Flaw) {
            return try ReportRange(text, at: now, retention: setup.settings.retention, lastRun: lastRun)
        } catch {
            switch error {
            case .noRunOnRecord: throw CommandError(.notFound, "no run is on record")
            case .endsBeforeItBegins:
                throw UsageError(message: "the range '\(text)' ends before it begins", command: "report")
            case .notUnderstood:
                throw UsageError(message: "'\(text)' is not a range: use \(ReportRange.forms)", command: "report")
            }
        }
    }

    private func chosen(_ setup: Setup) throws -> Set<String>? {
        let ids = context.typed.values(.integration)
        try context.mustKnow(ids, setup)
        return ids.isEmpty ? nil : Set(ids)
    }
}
