import Configuration
import Delivery
import Events
import Providers
import Runner
import Storage

/// Words that only a home knows: the shells ask `belfry completion words KIND` for them.
enum KnownWords: String, CaseIterable, Sendable {
    case integrations
    /// Of filters, and of the latest events.
    case projects
    /// The catalogue's, and those of the latest events.
    case types
    /// Ids of the latest events.
    case events
    /// Ids of deliveries that are owed.
    case owed
    /// Mutes that are in force.
    case mutes

    /// So many of the latest events are looked at: whoever pressed the key waits.
    private static let latestEvents: UInt64 = 500

    /// Without doubles; what cannot be read is left out.
    func all(_ context: Context) -> [String] {
        switch self {
        case .integrations: return integrations(context)
        case .projects:
            let filters = (try? context.setup().integrations.map(\.filter)) ?? []
            return sorted(filters.flatMap { $0.projects ?? [] } + latest(context).compactMap(\.project))
        case .types: return sorted(EventCatalogue.names + latest(context).map(\.type))
        case .events: return sorted(latest(context).map(\.id))
        case .owed:
            let state = try? context.home.ledgerState()
            return sorted(state?.integrations.values.flatMap(\.outstanding.keys) ?? [])
        case .mutes:
            let state = try? context.home.ledgerState()
            return sorted(state?.mutes(at: context.clock.now).map(\.mute.id) ?? [])
        }
    }

    /// Also those of files that cannot be read: they are what is being mended.
    private func integrations(_ context: Context) -> [String] {
        if let setup = try? context.setup() { return setup.integrations.map(\.id) }
        let names = (try? Files.names(in: context.home.integrations)) ?? []
        return names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
    }

    private func latest(_ context: Context) -> [EventSummary] {
        guard let setup = try? context.setup() else { return [] }
        return (try? Record.open(context.home.state, setup.settings)?.latestEvents(KnownWords.latestEvents)) ?? []
    }

    private func sorted(_ words: [String]) -> [String] { Set(words).sorted() }
}

extension Record {
    /// The last of the log, at most so many.
    fileprivate func latestEvents(_ count: UInt64) throws -> [EventSummary] {
        var reader = try EventLogReader(log, after: log.nextSequence > count ? log.nextSequence - 1 - count : 0)
        var events: [EventSummary] = []
        while let line = try reader.next(in: log) { events.append(line.summary(in: reader.buffer)) }
        return events
    }
}
