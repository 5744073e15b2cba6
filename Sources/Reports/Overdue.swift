import Time

extension RunReport {
    /// What is older than a health check allows, one line each; empty when all is well.
    ///
    /// Asked of the last good run, of what each integration has waiting, and of the spool: a job that does not run, a
    /// target that takes nothing and an intake that stands still are three different troubles.
    package func overdue(after longest: Duration) -> [String] {
        let limit = "at most \(longest.spoken) is allowed"
        func age(_ time: Timestamp?) -> String? {
            guard let time, finishedAt - time > longest else { return nil }
            return (finishedAt - time).spoken
        }
        var lines: [String] = []
        if let last = lastRun?.goodAt {
            if let age = age(last) { lines.append("the last good run ended \(age) ago, \(limit)") }
        } else {
            lines.append("no good run is on record")
        }
        if let age = age(spool?.oldest) { lines.append("a file has been in the spool for \(age), \(limit)") }
        for (id, backlog) in backlogs {
            guard let age = age(backlog.oldest) else { continue }
            lines.append("\(id): the oldest has been waiting for \(age), \(limit)")
        }
        return lines
    }
}
