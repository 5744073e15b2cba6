import Diagnostics

extension RunReport {
    /// How long what waits has been waiting, integration by integration: `status --ages`.
    ///
    /// Events and deliveries together; a column's title is the longest wait in it.
    package var agesText: String {
        let waiting = integrations.filter { ($0.backlog.ages?.total ?? 0) > 0 }
        guard !waiting.isEmpty else { return "nothing waits\n" }
        var sum = AgeHistogram()
        for integration in waiting { sum += integration.backlog.ages ?? AgeHistogram() }
        let rows = [row("TOTAL", sum)] + waiting.map { row(visible($0.id), $0.backlog.ages ?? AgeHistogram()) }
        let heading = ["", "total"] + AgeHistogram.titles
        let columns = Set(1...heading.count)
        return TextTable([heading] + rows, numbers: columns).lines.map { $0 + "\n" }.joined()
    }

    private func row(_ title: String, _ ages: AgeHistogram) -> [String] {
        [title, "\(ages.total)"] + ages.counts.map { $0 == 0 ? "." : "\($0)" }
    }
}
