import Diagnostics

extension RunReport {
    /// How long what waits has been waiting, integration by integration: `status --ages`.
    ///
    /// Events and deliveries together; a column's title is the longest wait in it.
    package var agesText: String {
        let waiting = backlogs.compactMap { id, backlog in backlog.ages.map { (id: id, ages: $0) } }
            .filter { $0.ages.total > 0 }
        guard !waiting.isEmpty else { return "nothing waits\n" }
        let sum = waiting.reduce(into: AgeHistogram()) { $0 += $1.ages }
        let removed = Set(removed.map(\.id))
        let rows =
            [row("TOTAL", sum)]
            + waiting.map { row(visible($0.id) + (removed.contains($0.id) ? " (removed)" : ""), $0.ages) }
        let heading = ["", "total"] + AgeHistogram.titles
        let columns = Set(1...heading.count)
        return TextTable([heading] + rows, numbers: columns).lines.map { $0 + "\n" }.joined()
    }

    private func row(_ title: String, _ ages: AgeHistogram) -> [String] {
        [title, "\(ages.total)"] + ages.counts.map { $0 == 0 ? "." : "\($0)" }
    }
}
