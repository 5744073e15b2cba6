import Delivery
import Foundation
import Storage
import TestSupport
import Time

/// A ledger in a directory of its own, written run by run.
struct LedgerBench {
    let directory: TemporaryDirectory
    static let start = Timestamp(seconds: 1_795_240_800)

    init() throws { directory = try TemporaryDirectory() }

    func open() throws -> Ledger { try Ledger(in: Folder(directory.path), logID: "log") }

    /// One run that may end in order or be killed before it.
    @discardableResult
    func run(isKilled: Bool = false, _ body: (inout Ledger) throws -> Void) throws -> LedgerState {
        var ledger = try open()
        try ledger.begin(at: LedgerBench.start)
        try body(&ledger)
        if isKilled { try ledger.flush() } else { try ledger.end(at: LedgerBench.start) }
        return ledger.state
    }

    func path(_ segment: Int) -> String { "ledger/0000000\(segment).ndjson" }
    func bytes(_ segment: Int) throws -> [UInt8] { Array(try directory.read(path(segment)).utf8) }
    func write(_ bytes: [UInt8], to segment: Int) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: directory.path(path(segment))))
    }
    func names() throws -> [String] { try directory.names(in: "ledger") }
}

func delivery(_ id: String, events: Int = 1) -> Delivery {
    Delivery(
        id: id,
        integration: "blog",
        first: 1,
        last: UInt64(events),
        eventCount: events,
        eventID: nil,
        eventType: "digest",
        planned: LedgerBench.start,
        payload: .recorded(LogPlace(segment: 0, offset: 0, length: 0))
    )
}

func attempt(_ id: String, _ number: Int, _ result: Attempt.Result) -> LedgerRecord {
    .attempted(
        Attempt(
            delivery: id,
            integration: "blog",
            number: number,
            started: LedgerBench.start,
            duration: .milliseconds(12),
            result: result,
            status: result == .delivered ? 200 : 500,
            failureClass: result == .delivered ? nil : .server,
            reason: result == .delivered ? nil : "500 \u{1B}\"no\"",
            due: result == .deferred ? LedgerBench.start + .seconds(5) : nil,
            counts: result == .deferred,
            answerHeaders: [Header("Retry-After", "5")],
            answerBody: "é\n\u{0}"
        )
    )
}

let payload = Array("{\"text\":\"é \\\"quoted\\\" \\n\u{2028}\"}\n".utf8)

/// Every kind of record, with one delivery owed at the end, twice tried.
func everything(_ ledger: inout Ledger) -> Delivery {
    ledger.append(.seen(integration: "blog", at: LedgerBench.start, cursor: 0))
    ledger.append(.changed(integration: "blog", at: LedgerBench.start, fingerprint: "f", address: "a"))
    _ = ledger.append(delivery("done"), payload: Array("gone".utf8))
    let owed = ledger.append(delivery("owed", events: 3), payload: payload)
    let place = LogPlace(segment: 1, offset: 10, length: 20)
    ledger.append(
        .plannedEvents(integration: "blog", at: LedgerBench.start, events: [PlannedEvent(sequence: 4, place: place)])
    )
    let cut = CursorAdvance(
        integration: "blog",
        sequence: 4,
        matched: 3,
        cut: LedgerBench.start,
        passedOver: [PassedOver(reason: .suppressed, sequences: [2...3])]
    )
    ledger.append(.commit(deliveries: 3, cursors: [cut]))
    ledger.append(.sending(delivery: "done", integration: "blog", number: 1, at: LedgerBench.start))
    ledger.append(attempt("done", 1, .delivered))
    ledger.append(attempt("owed", 1, .deferred))
    ledger.append(attempt("owed", 2, .deferred))
    ledger.append(.counted(integration: "blog", failures: 2, since: LedgerBench.start))
    ledger.append(.paused(host: "a.example", until: LedgerBench.start + .seconds(60)))
    ledger.append(.disabled(integration: "blog", at: LedgerBench.start, reason: "410 Gone"))
    ledger.append(.enabled(integration: "blog", at: LedgerBench.start, replay: .digest, through: 9))
    return owed
}

extension Delivery {
    /// Where its payload was recorded.
    var recorded: LogPlace? {
        guard case .recorded(let place) = payload else { return nil }
        return place
    }
}
