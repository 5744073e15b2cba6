package import Events
package import Providers
package import Time

/// Takes the events of one integration's digest one by one and keeps lines, not events: memory is bounded by the number
/// of lines, however long the window is.
///
/// When there are more lines than have room, a more pressing new one takes the place of the least pressing, whose events
/// go to the remainder. A line gives way at most once for each severity above its own, whatever comes.
package struct DigestBuilder: Sendable {
    private let groupBy: [Integration.Digest.GroupKey]
    private let maximumItems: Int
    /// Some more than are shown: starts that are going to end do not push others out.
    private let maximumLines: Int
    /// What the integration is told of; `nil`: somebody chose the events.
    let filter: Filter?
    private let severities: [SeverityRule]

    var lines: [DigestLine] = []
    private var index = LineIndex()
    var runs = RunTable()
    private var families = FamilyCounts()
    private var totals = Digest.Totals()
    private var remainder = Digest.Totals()
    private var first = Timestamp(milliseconds: .max)
    private var last = Timestamp(milliseconds: .min)
    /// Lines whose starts have all ended: their places can be taken without loss.
    var emptyLines = 0
    /// Of all lines, known only while there is no room for another.
    private var leastSeverity = Severity.info

    /// Without a `filter` nothing is said to go on: its end need not be among the events.
    package init(
        groupBy: [Integration.Digest.GroupKey],
        maximumItems: Int,
        filter: Filter?,
        severities: [SeverityRule] = []
    ) {
        /// Line numbers are 16 bits wide.
        let mostItems = 10_000
        self.groupBy = groupBy
        self.maximumItems = min(max(maximumItems, 1), mostItems)
        maximumLines = self.maximumItems + self.maximumItems / 4 + 2
        self.filter = filter
        self.severities = severities
    }

    /// The events taken so far.
    package var count: Int { totals.events }

    /// The time of the oldest of them.
    package var firstTime: Timestamp? { count > 0 ? first : nil }

    package mutating func add(_ entry: borrowing DigestEntry) {
        // Most have no say of their own: copying an entry costs as much as adding it.
        if severities.isEmpty { take(entry) } else { take(entry.weighed(by: severities)) }
    }

    private mutating func take(_ entry: borrowing DigestEntry) {
        let time = entry.event.time
        if time < first { first = time }
        if time > last { last = time }
        totals.add(1, entry.kind.severity)
        guard let line = index.line(of: entry.key) ?? newLine(for: entry) else {
            families.add(at: families.index(of: entry))
            remainder.add(1, entry.kind.severity)
            return
        }
        if lines[line].count == 0 { emptyLines -= 1 }
        lines[line].add(entry)
        families.add(at: Int(lines[line].family))
        if let runKey = entry.runKey { follow(runKey, entry, line) }
    }

    package func finish() -> Digest {
        let live = DigestBuilder.recoveredMarked(runningMarked.filter { $0.count > 0 })
        let byWeight = live.sorted { $0.isMorePressing(than: $1) }
        var remainder = remainder
        for line in byWeight.dropFirst(maximumItems) { remainder.add(line) }
        return Digest(
            lines: byWeight.prefix(maximumItems).sorted { $0.isRead(before: $1, groupBy: groupBy) },
            groupBy: groupBy,
            totals: totals,
            families: families.mostFrequentFirst,
            remainder: remainder,
            first: first,
            last: last
        )
    }
}

// MARK: - Room for lines

extension DigestBuilder {
    /// The place for a line that is not there yet; `nil` when every line is at least as pressing.
    private mutating func newLine(for entry: borrowing DigestEntry) -> Int? {
        let place: Int
        if lines.count < maximumLines {
            place = lines.count
            lines.append(DigestLine(entry, family: families.index(of: entry)))
        } else {
            guard emptyLines > 0 || leastSeverity < entry.kind.severity else { return nil }
            guard let freed = lines.indices.min(by: { lines[$0].givesWay(before: lines[$1]) }) else { return nil }
            give(freed, to: entry)
            place = freed
        }
        emptyLines += 1
        index.insert(entry.key, line: place)
        if lines.count == maximumLines { leastSeverity = lines.map { $0.severity }.min() ?? .info }
        return place
    }

    private mutating func give(_ place: Int, to entry: borrowing DigestEntry) {
        if lines[place].count == 0 { emptyLines -= 1 }
        remainder.add(lines[place])
        index.remove(lines[place].key)
        runs.forget(line: place)
        lines[place] = DigestLine(entry, family: families.index(of: entry))
    }
}

extension DigestLine {
    /// Whether it is the better one to make room: without events, less severe, rarer, older.
    fileprivate func givesWay(before other: DigestLine) -> Bool {
        if (count == 0) != (other.count == 0) { return count == 0 }
        return (severity, count, last) < (other.severity, other.count, other.last)
    }
}
