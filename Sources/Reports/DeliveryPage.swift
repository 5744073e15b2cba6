import Delivery
import Diagnostics
package import JSON
package import Time

/// Everything that is on record of one delivery: what `show` prints.
package struct DeliveryPage: Sendable {
    package let listing: DeliveryListing
    /// Where it goes by the configuration of now: `blog (RAW_WEBHOOK), https://example.com/…#b52118aa`.
    package let target: String
    /// `nil` when what it said is kept no longer.
    package let request: ShownRequest?
    /// What a reader of the request has to know.
    package let remarks: [String]
    /// Where each attempt went, as far as that is known.
    package let addresses: [String]
    private let madeAt: Timestamp

    package init(
        _ listing: DeliveryListing,
        target: String,
        request: ShownRequest?,
        remarks: [String],
        addresses: [String],
        at now: Timestamp
    ) {
        self.listing = listing
        self.target = target
        self.request = request
        self.remarks = remarks
        self.addresses = addresses
        madeAt = now
    }

    private var history: DeliveryHistory { listing.history }
}

extension DeliveryPage {
    /// For people; whatever others wrote moves no cursor.
    package var text: String {
        let attempts = zip(history.attempts, addresses).flatMap { [""] + DeliveryPage.lines($0, to: $1) }
        return (head + [""] + requestLines + attempts).map { visible($0) + "\n" }.joined()
    }

    private var head: [String] {
        let delivery = history.delivery
        var rows = [["state", "\(history.state.rawValue), since \(history.changed.rfc3339)"], ["to", target]]
        if let recipient = delivery.recipient { rows.append(["recipient", recipient]) }
        rows.append(["tells of", listing.subject + (listing.eventID.map { ", event \($0)" } ?? "")])
        if listing.isDigest { rows.append(["events", "\(delivery.first) to \(delivery.last) of the log"]) }
        rows.append(["planned", delivery.planned.rfc3339])
        if let due = history.due { rows.append(["due", due.rfc3339]) }
        if let next = listing.nextWords(at: madeAt) { rows.append(["next", next]) }
        rows += history.acts.map { ["by hand", $0.line] }
        let unseen = history.attemptCount - history.attempts.count
        if unseen > 0 { rows.append(["attempts", "\(unseen) more, without an outcome or no longer on record"]) }
        return [delivery.id] + TextTable(rows).lines.map { "  " + $0 }
    }

    private var requestLines: [String] {
        let notes = remarks.map { "note: " + $0 }
        guard let request else { return ["REQUEST"] + (notes.isEmpty ? ["kept no longer"] : notes) }
        return ["REQUEST"] + notes + [request.line] + request.headers.map(\.line) + [""] + linesOf(request.body)
    }

    private static func lines(_ attempt: Attempt, to address: String) -> [String] {
        let answer = attempt.status.map { "status \($0)" } ?? "no answer"
        var lines = ["ATTEMPT \(attempt.number) at \(attempt.started.rfc3339), \(attempt.trigger.rawValue)"]
        lines.append("\(DeliveryState(attempt).rawValue) after \(attempt.duration.milliseconds) ms: \(answer)")
        lines[1] += attempt.reason.map { ", \($0)" } ?? ""
        lines[1] += attempt.failureClass.map { " (\($0.rawValue))" } ?? ""
        lines.append("to \(address)")
        lines += attempt.answerHeaders.map(\.line)
        guard !attempt.answerBody.isEmpty else { return lines }
        return lines + [""] + linesOf(Array(attempt.answerBody.utf8))
    }
}

extension DeliveryPage {
    /// What `queue --json` tells, and `to`, `recipient`, `request` (`line`, `headers`, `body`), `remarks`, `acts`
    /// (`act`, `at`, `reason`) and `tries` (those of `Attempt.listedJSON`, and `to`).
    package var json: JSON {
        let tries = zip(history.attempts, addresses).map { attempt, address -> JSON in
            .object((attempt.listedJSON.members ?? []) + [.init("to", .string(address))])
        }
        return .object(
            listing.members + [
                .init("to", .string(target)), .init("recipient", .optional(history.delivery.recipient)),
                .init("request", request?.json ?? .null), .init("remarks", .array(remarks.map { .string($0) })),
                .init("acts", .array(history.acts.map(\.json))), .init("tries", .array(tries)),
            ]
        )
    }
}

extension ShownRequest {
    fileprivate var json: JSON {
        [
            "line": .string(line),
            "headers": .array(headers.map { .array([.string($0.name), .string($0.value)]) }),
            "body": .string(String(decoding: body, as: UTF8.self)),
        ]
    }
}

extension DeliveryHistory.Act {
    fileprivate var json: JSON {
        ["act": .string(kind.rawValue), "at": .string(at.rfc3339), "reason": .optional(reason)]
    }
}

extension Header {
    fileprivate var line: String { "\(name): \(value)" }
}

/// A text in lines, without the CR that mail and some answers end them with.
private func linesOf(_ bytes: [UInt8]) -> [String] {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
        String(decoding: $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0, as: UTF8.self)
    }
    return lines.last == "" ? lines.dropLast() : lines
}
