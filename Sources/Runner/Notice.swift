import Delivery
import Events
import JSON
import Providers
import Reports
import Time

/// Something that people should be told of an integration, by another road than that integration.
struct Notice {
    let type: NoticeType
    let report: IntegrationReport
    /// What was told before, and what will have been told with this; `nil` ends the matter.
    let before: Noticed?
    let noticed: Noticed?

    /// What is to be told now; `nil` when it was told already, or there is nothing to tell.
    init?(_ report: IntegrationReport, after before: Noticed?, at now: Timestamp) {
        self.report = report
        self.before = before
        let status = report.status
        switch status.state {
        case .muted: return nil
        case .ok:
            guard before != nil else { return nil }
            type = .recovered
            noticed = nil
        case .disabled:
            type = .disabled
            noticed = Noticed(percent: Noticed.disabled, since: status.since ?? now)
        case .failing, .coolingDown:
            guard let since = status.timeOfFirstFailedRequest, let percent = report.percentToDisabling(at: now),
                let step = Noticed.steps.last(where: { $0 <= percent }),
                before?.since != since || step > before?.percent ?? 0
            else { return nil }
            type = .failing
            noticed = Noticed(percent: step, since: since)
        }
        if let noticed, noticed == before { return nil }
    }

    /// The notice as an event of the spool.
    ///
    /// The id is the same when a crash makes a run tell it once more.
    func event(log: String, at now: Timestamp) -> JSON {
        let told = noticed ?? before
        let step = noticed.map { "\($0.percent)" } ?? "recovered"
        var data: [JSON.Member] = [
            .init("project", ["id": .string(report.id), "name": .string(report.name)]),
            .init("message", .string(message(at: now))),
            .init("integration", ["id": .string(report.id), "type": .string(report.provider.rawValue)]),
        ]
        // How far it is, which its step is not: the message tells the same number.
        if let noticed { data.append(.init("percent", .number(report.percentToDisabling(at: now) ?? noticed.percent))) }
        if let command = report.command { data.append(.init("command", .string(command))) }
        return [
            "event": .string(type.rawValue),
            "id": .string("belfry-\(log)-\(report.id)-\(told?.since.milliseconds ?? 0)-\(step)"),
            "createdAt": .string(now.rfc3339),
            "data": .object(data),
        ]
    }

    private func message(at now: Timestamp) -> String {
        guard type == .recovered else {
            let trouble = report.trouble(at: now)
            let command = report.command.map { ["next: \($0)"] } ?? []
            return ([trouble.what] + trouble.details + command).joined(separator: "; ")
        }
        let since = before.map { " since \($0.since.rfc3339)" } ?? ""
        return before?.percent == Noticed.disabled
            ? "\(report.id) (\(report.provider.rawValue)) is enabled again; it was disabled\(since)"
            : "\(report.id) (\(report.provider.rawValue)) delivers again; it was failing\(since)"
    }
}
