import Configuration
package import Delivery
package import Events
import Providers
package import Storage
import Time

/// Reads the event log beside what the ledger says of it: every pair of an event and an integration that it matched, by
/// the filter that was in force when the integration's cursor passed the event.
package struct PairReader {
    private struct Integration {
        let id: String
        let coverage: Coverage
        /// The last event that can be one of its; `nil` for no end.
        let end: UInt64?
        /// Numbers of its subscriptions among all filters.
        let filters: Range<Int>
        /// When its subscriptions began to want events, by number.
        let starts: [Timestamp?]
        /// What is in its file now, among all filters.
        let todays: Int?
        var matchedByDigest: [Int: Int] = [:]
    }

    private var integrations: [Integration] = []
    /// The integration that each filter is of.
    private var owner: [Int] = []
    private var kinds: EventKinds
    private let rematches: Bool
    private let logID: String
    /// Events that were selected, in the last reading.
    package private(set) var events = 0
    package private(set) var damagedLines = 0

    /// - Parameters:
    ///   - coverages: what the ledger says.
    ///   - today: the filters as they are configured now, by integration.
    ///   - rematches: match by these in place of those that were in force.
    package init(_ coverages: Coverages, today: [String: Filter], rematches: Bool = false) {
        self.rematches = rematches
        logID = coverages.state.logID
        var filters: [Filter] = []
        for (id, coverage) in coverages.byIntegration.sorted(by: { $0.key < $1.key }) {
            let first = filters.count
            filters += coverage.subscriptions.map { subscription in
                var filter = subscription.map { Filter($0) } ?? today[id] ?? Filter(patterns: [])
                filter.owner = id
                return filter
            }
            let range = first..<filters.count
            let todays = rematches ? today[id] : nil
            if let todays { filters.append(todays) }
            owner += [Int](repeating: integrations.count, count: filters.count - first)
            integrations.append(
                Integration(
                    id: id,
                    coverage: coverage,
                    end: coverages.state.integrations[id]?.wantsThrough,
                    filters: range,
                    starts: coverage.subscriptions.map { $0?.start },
                    todays: todays == nil ? nil : range.upperBound
                )
            )
        }
        kinds = EventKinds(filters: filters)
    }

    /// Reads the whole log, as it is when the reading begins; `events` counts those with a number above `mark`.
    package mutating func read(
        _ log: borrowing EventLog,
        _ selection: EventSelection = EventSelection(),
        countingAfter mark: UInt64 = 0,
        progress: (UInt64) -> Void = { _ in },
        _ visit: (Pair) throws -> Void
    ) throws {
        var reader = try EventLogReader(log, after: 0)
        events = 0
        while let line = try reader.next(in: log) {
            if line.sequence & 0xFFF == 0 { progress(line.sequence) }
            let kind = kinds.kind(of: line, in: reader.buffer)
            let isSelected = selection.contains(line, kind, reader.buffer)
            if isSelected, line.sequence > mark { events += 1 }
            try visitPairs(of: line, kind, reader.buffer) { pair in
                if isSelected { try visit(pair) }
            }
        }
        damagedLines = reader.damagedLines
    }

    /// Digests that tell of fewer events than matched, as far as the log still holds all of them: `(id, told, matched)`.
    package var shortDigests: [(id: String, told: Int, matched: Int)] {
        guard !rematches else { return [] }
        return integrations.flatMap { integration in
            integration.matchedByDigest.sorted { $0.key < $1.key }.compactMap { number, matched in
                let digest = integration.coverage.digests[number]
                guard digest.isWhole, matched > digest.eventCount else { return nil }
                let id = digest.stem.page(1).text(log: logID, integration: integration.id)
                return (id, digest.eventCount, matched)
            }
        }
    }

    private mutating func visitPairs(
        of line: EventLine,
        _ kind: EventKinds.Kind,
        _ buffer: [UInt8],
        _ visit: (Pair) throws -> Void
    ) throws {
        var rest = kind.matches[...]
        while let first = rest.first {
            let number = owner[first]
            let own = rest.prefix { owner[$0] == number }
            rest = rest.dropFirst(own.count)
            guard let (state, told) = standing(of: line, integrations[number], own, buffer) else { continue }
            if case .digest(let digest) = told, integrations[number].coverage.digestPassing(line.sequence) == digest {
                integrations[number].matchedByDigest[digest, default: 0] += 1
            }
            let pair = Pair(
                integration: integrations[number].id,
                state: state,
                deliveries: deliveries(telling: line.sequence, told, integrations[number]),
                line: line,
                buffer: buffer,
                kind: kind
            )
            try visit(pair)
        }
    }

    private func standing(
        of line: EventLine,
        _ integration: Integration,
        _ matching: ArraySlice<Int>,
        _ buffer: [UInt8]
    ) -> (EventState, Coverage.Told)? {
        func isWanted(_ subscription: Int) -> Bool {
            guard matching.contains(integration.filters.lowerBound + subscription),
                line.sequence <= integration.end ?? .max
            else { return false }
            return integration.starts[subscription].map { line.time(in: buffer) >= $0 } ?? true
        }
        let known = integration.coverage.standing(of: line.sequence, matching: isWanted)
        guard rematches else { return known }
        guard let todays = integration.todays, matching.contains(todays) else { return nil }
        return known ?? (integration.coverage.standingOfUnwanted(line.sequence), .nothing)
    }

    private func deliveries(telling sequence: UInt64, _ told: Coverage.Told, _ integration: Integration) -> [String] {
        integration.coverage.deliveries(telling: sequence, told).map {
            $0.id.text(log: logID, integration: integration.id, recipient: $0.recipient)
        }
    }
}

extension EventSelection {
    fileprivate func contains(_ line: EventLine, _ kind: EventKinds.Kind, _ buffer: [UInt8]) -> Bool {
        if let projects, !(kind.project.map { projects.contains($0) } ?? false) { return false }
        if let patterns, !patterns.contains(where: { $0.matches(kind.type) }) { return false }
        if let ids, !ids.contains(line.id(in: buffer)) { return false }
        guard since != nil || until != nil else { return true }
        let time = line.time(in: buffer)
        return since.map { time >= $0 } ?? true && until.map { time < $0 } ?? true
    }
}

extension Filter {
    package init(_ subscription: Subscription) {
        self.init(
            patterns: subscription.patterns.map { EventPattern($0) },
            projects: subscription.projects.map { Set($0) }
        )
    }
}
