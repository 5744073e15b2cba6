import Delivery
import Providers
import Time

/// What text, Markdown and HTML say alike.
extension DeliveryReport {
    /// `Deliveries of yesterday`.
    package var title: String {
        if let words = range.words { return "Deliveries of \(words)" }
        let last = range.to - .milliseconds(1)
        if range.from.day == last.day { return "Deliveries of \(range.from.day)" }
        return "Deliveries from \(range.from.day) to \(last.day)"
    }

    var span: String { "\(range.from.minute) to \(range.to.minute), UTC" }

    /// One sentence: what somebody in a hurry has to know.
    var verdict: String {
        let open = open.count
        let lost = totals.lost
        var parts: [String] = []
        if lost > 0 {
            parts.append(lost == 1 ? "1 delivery was given up" : "\(grouped(lost)) deliveries were given up")
        }
        if open > 0 { parts.append(open == 1 ? "1 thing needs you now" : "\(open) things need you now") }
        if damagedRecords > 0 { parts.append("\(damagedRecords) records of the ledger are damaged") }
        if !parts.isEmpty { return parts.joined(separator: ", and ") + "." }
        if totals.delivered > 0 { return "Everything that was settled arrived, and nothing needs you." }
        return "Nothing was due, and nothing needs you."
    }

    var waiting: Int { rows.reduce(0) { $0 + $1.waiting } }

    /// `1,234 delivered, 3 given up, 12 outstanding, 40 events held; 99.8 % arrived`.
    var sum: String {
        var parts = ["\(grouped(totals.delivered)) delivered"]
        if totals.lost > 0 { parts.append("\(grouped(totals.lost)) given up") }
        if totals.dropped > 0 { parts.append("\(grouped(totals.dropped)) dropped by hand") }
        if let words = totals.leftOut.words { parts.append(words) }
        let outstanding = rows.reduce(0) { $0 + $1.backlog.outstanding }
        let held = rows.reduce(0) { $0 + $1.backlog.held }
        if outstanding > 0 { parts.append("\(grouped(outstanding)) outstanding") }
        if held > 0 { parts.append("\(grouped(held)) event\(held == 1 ? "" : "s") held") }
        let share = totals.arrived.map { _ in "; \(percent(totals.arrived)) arrived" } ?? ""
        return parts.joined(separator: ", ") + share
    }
}

extension DeliveryReport.Row {
    var state: String { report?.status.state.rawValue ?? "removed" }

    /// The cells of a table, as its headings in `DeliveryReport.integrationTitles`.
    var cells: [String] {
        [
            id, state, grouped(counts.delivered), grouped(counts.lost), grouped(waiting), percent(counts.arrived),
            share.ways.words, share.answers.words,
        ]
    }
}

extension DeliveryReport {
    static let integrationTitles = ["id", "state", "delivered", "given up", "waiting", "arrived", "way", "answer"]

    /// What the last columns of the table mean; `nil` where they are empty.
    var legend: String? {
        guard totals.delivered > 0 else { return nil }
        return "way: plan to delivery; answer: one attempt; median / 95 % were faster"
    }
}

extension DeliveryReport.Failures {
    /// `ops, blog`: where it happened most comes first.
    var places: String {
        integrations.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { $0.key }.joined(separator: ", ")
    }
}

extension ReportedDelivery {
    /// `build:failure`, or `digest of 12 events`.
    var kind: String {
        let events = history.delivery.eventCount
        if type == "digest" { return events == 1 ? "digest of 1 event" : "digest of \(grouped(events)) events" }
        return type.isEmpty ? "event" : type
    }

    /// `1 attempt`.
    var tries: String { history.attemptCount == 1 ? "1 attempt" : "\(history.attemptCount) attempts" }
}

extension Attempt {
    /// `delivered, 200`, or `deferred: 503 Service Unavailable (server)`.
    var outcome: String {
        let hand = trigger == .manual ? ", by hand" : ""
        guard let failureClass else {
            return result.rawValue + (status.map { ", \($0)" } ?? "") + hand
        }
        return "\(result.rawValue)\(hand): \(reason ?? failureClass.rawValue) (\(failureClass.rawValue))"
    }
}
