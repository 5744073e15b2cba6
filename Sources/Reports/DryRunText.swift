import Providers

extension RunReport {
    /// What would go where, for `run --dry-run`.
    package var dryRunText: String {
        var lines: [String] = []
        for integration in integrations {
            let owed = integration.backlog.outstanding
            let held = integration.backlog.held
            guard owed + held > 0 else { continue }
            let sends = owed == 1 ? "1 message would be sent" : "\(owed) messages would be sent"
            let waits = held == 0 ? "" : ", \(held) matched event\(held == 1 ? "" : "s") held"
            lines.append("\(integration.id) (\(integration.provider.rawValue)): \(sends)\(waits)")
        }
        if lines.isEmpty { lines.append("nothing would be sent") }
        let events = intake.accepted == 1 ? "1 event" : "\(intake.accepted) events"
        lines.append("\(events) in the spool; nothing was sent, and nothing was changed")
        return lines.joined(separator: "\n") + "\n"
    }
}
