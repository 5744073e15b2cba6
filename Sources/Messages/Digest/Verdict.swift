import Events
import Time

/// The line that says it all: `2 failed, 1 warning · personal-blog, website · 14 events, 06:00–12:00 UTC`.
struct Verdict {
    /// Slack's header takes 150 characters, page numbers included.
    private static let longestNames = 60

    let text: String

    init(_ digest: Digest, _ lines: [LineView], window: ClosedRange<Timestamp>, _ clock: Clock) {
        let events = digest.totals.events == 1 ? "1 event" : "\(digest.totals.events) events"
        let (from, to) = (clock.moment(window.lowerBound), clock.moment(window.upperBound))
        let span = "\(clock.text(from, to)) \(to.zone)"
        let parts = [Verdict.outcome(digest), Verdict.names(lines), "\(events), \(span)"]
        text = parts.filter { !$0.isEmpty }.joined(separator: " · ")
    }

    private static func outcome(_ digest: Digest) -> String {
        let totals = digest.totals
        var parts: [String] = []
        if digest.remainder.critical > 0 {
            parts.append("\(totals.critical) critical")
        } else {
            let failed = digest.lines.filter { $0.severity == .critical && $0.phase == .failed }
            let failures = failed.reduce(0) { $0 + Int($1.count) }
            if failures > 0 { parts.append("\(failures) failed") }
            parts += counted(totals.critical - failures, "alert")
        }
        parts += counted(totals.warning, "warning")
        return parts.isEmpty ? "all routine" : parts.joined(separator: ", ")
    }

    private static func counted(_ count: Int, _ noun: String) -> [String] {
        count > 0 ? ["\(count) \(noun)\(count == 1 ? "" : "s")"] : []
    }

    /// The projects, most pressing first; of a single one its services too.
    private static func names(_ lines: [LineView]) -> String {
        let projects = unique(lines.compactMap { $0.projectName })
        guard projects.count <= 1 else { return list(projects) }
        let resources = lines.filter { $0.projectName == projects.first }.compactMap { $0.resourceName }
        return list(unique(projects + resources))
    }

    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    private static func list(_ names: [String]) -> String {
        var text = ""
        for (index, name) in names.enumerated() {
            let longer = text.isEmpty ? ShownText.line(name, cap: 30) : "\(text), \(ShownText.line(name, cap: 30))"
            guard longer.count <= longestNames else { return "\(text) +\(names.count - index)" }
            text = longer
        }
        return text
    }
}
