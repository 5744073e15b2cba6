import Diagnostics
import Events
import Providers

/// Who is told when an integration keeps failing: integrations that take Belfry's own events beside their own.
struct OwnerNotice {
    /// As they are written in `belfry.json`.
    let names: [Located<String>]

    /// Adds the notices to what the named ones want, at once and past their digests; nobody is told of itself.
    ///
    /// - Returns: the integrations, changed; names that are none, and those that could never be told, are `problems`.
    func applied(to integrations: [Integration], _ problems: inout Problems) -> [Integration] {
        guard !names.isEmpty else { return integrations }
        var told = integrations
        for index in told.indices { told[index].filter.owner = told[index].id }
        for name in names {
            guard let index = told.firstIndex(where: { $0.id == name.value }) else {
                reportUnknown(name, among: told, &problems)
                continue
            }
            if told[index].filter.projects != nil {
                problems.error(
                    "'\(name.value)' is restricted to projects, and a notice belongs to none of them",
                    at: name.offset,
                    notes: ["name an integration that is not restricted"]
                )
            }
            told[index].takeNotices()
        }
        return told
    }

    private func reportUnknown(_ name: Located<String>, among known: [Integration], _ problems: inout Problems) {
        let near = nearestName(to: name.value, among: known.map(\.id)).map { ["did you mean '\($0)'?"] } ?? []
        let notes = near + ["integrations are named by their files in integrations/, without '.json'"]
        problems.error("there is no integration '\(name.value)' to tell", at: name.offset, notes: notes)
    }
}

extension Integration {
    fileprivate mutating func takeNotices() {
        let pattern = NoticeType.pattern
        if !filter.patterns.contains(pattern) { filter.patterns.append(pattern) }
        if !digest.immediate.contains(pattern) { digest.immediate.append(pattern) }
    }
}
