package import Delivery
import Diagnostics
package import JSON
package import Time

/// A delivery as `queue` and `show` tell of it.
package struct DeliveryListing: Sendable {
    package let history: DeliveryHistory
    /// Of the event that it is; `nil` for digests, and where the event log no longer has it.
    package let eventID: String?
    package let eventType: String
    /// While it is owed: what keeps it from going; `nil` when the next run sends it.
    package let obstacle: Obstacle?

    package init(_ history: DeliveryHistory, eventID: String?, eventType: String, obstacle: Obstacle?) {
        self.history = history
        self.eventID = eventID
        self.eventType = eventType
        self.obstacle = obstacle
    }

    private var delivery: Delivery { history.delivery }
    package var isDigest: Bool { eventType == "digest" }

    /// What it tells of: `build:failure`, `digest of 12 events`.
    package var subject: String {
        guard isDigest else { return eventType.isEmpty ? "an event that is gone" : eventType }
        return "digest of \(delivery.eventCount) event\(delivery.eventCount == 1 ? "" : "s")"
    }

    /// One line: id, state, attempts, subject, and what comes next or came last.
    package func line(at now: Timestamp) -> String {
        let columns = [pad(delivery.id, 24), pad(history.state.rawValue, 9), pad("\(history.attemptCount)", 3)]
        return visible(columns.joined(separator: "  ") + "  \(subject)\(next(at: now))")
    }

    package static let heading = pad("ID", 24) + "  " + pad("STATE", 9) + "  TRY  WHAT"

    private func next(at now: Timestamp) -> String {
        var parts: [String] = []
        if let next = nextWords(at: now) { parts.append(next) }
        if history.state != .delivered, let reason = history.lastAttempt?.reason { parts.append(reason) }
        return parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
    }

    /// When it goes, or why not; `nil` when it is settled.
    func nextWords(at now: Timestamp) -> String? {
        guard !history.state.isSettled else { return nil }
        let again = history.attemptCount > 0 && obstacle?.isHold != true ? "again " : ""
        return again + (obstacle?.words(at: now, delivery.integration) ?? "with the next run")
    }

    /// What `--long` adds, indented.
    package var details: [String] {
        let recipient = delivery.recipient.map { " for \($0)" } ?? ""
        var lines = ["to \(delivery.integration)\(recipient), planned \(delivery.planned.rfc3339)"]
        if let eventID { lines.append("event \(eventID)") }
        if isDigest { lines.append("events \(delivery.first) to \(delivery.last) of the log") }
        if let due = history.due { lines.append("due \(due.rfc3339)") }
        if let last = history.lastAttempt {
            let answer = last.status.map { "status \($0), " } ?? ""
            lines.append("last attempt \(last.started.rfc3339), \(answer)\(last.duration.milliseconds) ms")
        }
        for act in history.acts { lines.append(act.line) }
        return lines.map { "    " + visible($0) }
    }
}

extension DeliveryHistory.Act {
    /// `dropped 2026-03-02T06:00:00.000Z: told by phone`.
    package var line: String { "\(kind.rawValue) \(at.rfc3339)" + (reason.map { ": \($0)" } ?? "") }
}

extension DeliveryListing {
    /// `id`, `integration`, `state`, `type`, `eventId`, `events`, `first`, `last`, `plannedAt`, `changedAt`, `dueAt`,
    /// `attempts`, `lastStatus`, `lastClass`, `lastReason`, `keptBy` (`not-configured`, `disabled`, `parked`, `muted`,
    /// `host-paused`, `paused`, `back-off`, `rate`, `not-due`, `behind`; `null` when the next run sends it), `keptUntil`
    /// (`null` where somebody has to act); what is not known is `null`.
    package var json: JSON { .object(members) }

    package var members: [JSON.Member] {
        let last = history.lastAttempt
        return [
            .init("id", .string(delivery.id)), .init("integration", .string(delivery.integration)),
            .init("state", .string(history.state.rawValue)), .init("type", .string(eventType)),
            .init("eventId", .optional(eventID)), .init("events", .number(delivery.eventCount)),
            .init("first", .number(delivery.first)), .init("last", .number(delivery.last)),
            .init("plannedAt", .string(delivery.planned.rfc3339)),
            .init("changedAt", .string(history.changed.rfc3339)), .init("dueAt", .optional(history.due?.rfc3339)),
            .init("attempts", .number(history.attemptCount)),
            .init("lastStatus", last?.status.map { .number($0) } ?? .null),
            .init("lastClass", .optional(last?.failureClass?.rawValue)),
            .init("lastReason", .optional(last?.reason)), .init("keptBy", .optional(obstacle?.word)),
            .init("keptUntil", .optional(obstacle?.end?.rfc3339)),
        ]
    }
}

extension Attempt {
    /// `n`, `at`, `milliseconds`, `trigger`, `result`, `status`, `class`, `reason`, `headers` (pairs), `body`.
    package var listedJSON: JSON {
        [
            "n": .number(number), "at": .string(started.rfc3339), "milliseconds": .number(duration.milliseconds),
            "trigger": .string(trigger.rawValue), "result": .string(result.rawValue),
            "status": status.map { .number($0) } ?? .null, "class": .optional(failureClass?.rawValue),
            "reason": .optional(reason),
            "headers": .array(answerHeaders.map { .array([.string($0.name), .string($0.value)]) }),
            "body": .string(answerBody),
        ]
    }
}

private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}
