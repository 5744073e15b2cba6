import Configuration
import Delivery
import Diagnostics
import Events
import JSON
import Messages
import Providers
import Storage
import Time

/// Turns events of the log into deliveries: one pass for everybody who is due, one commit for all of it.
struct Planner {
    let setup: Setup
    let options: Options
    var composer: MessageComposer
    /// Where the last pass left off: a long backlog is read once, not once for each window.
    private var bookmark: LogPass.Bookmark?
    var kinds: EventKinds
    /// How many deliveries of its own an integration may have in hand; grows while they are taken well.
    private var windows: [String: Int] = [:]
    /// Integrations that were left with events behind their cursor, since they could take no more.
    var unfinished: Set<String> = []
    var problems: [Diagnostic] = []
    /// Events that nobody can be told, since their lines in the log are damaged.
    private(set) var damagedLines = 0

    struct Options {
        let ignoresDueTimes: Bool
        let selected: Set<String>?
    }

    private static let firstWindow = 64
    private static let largestWindow = 4096

    init(setup: Setup, composer: MessageComposer, options: Options) {
        self.setup = setup
        self.composer = composer
        self.options = options
        kinds = EventKinds(filters: setup.integrations.map(\.filter))
    }

    /// Plans what is due and fits, and answers the new deliveries; they are in the ledger, and synced.
    ///
    /// `queue` tells how many deliveries of an integration are in hand, and how it is now.
    mutating func plan(_ state: inout State, _ queue: DeliveryQueue, at now: Timestamp) throws -> [Delivery] {
        for integration in unfinished where hasRoom(integration, queue) { widen(integration) }
        var pass = makePass(state.ledger.state, queue, end: state.log.nextSequence - 1, at: now)
        guard !pass.isEmpty else { return [] }
        try pass.read(state.log, &kinds, from: bookmark)
        damagedLines += pass.damagedLines
        bookmark = pass.bookmark ?? bookmark
        return try commit(pass, &state, at: now)
    }

    /// Counts what stays behind the cursors, so that every report tells exactly how much waits.
    mutating func countWhatIsLeft(_ state: inout State, _ queue: DeliveryQueue, at now: Timestamp) throws {
        guard !unfinished.isEmpty else { return }
        let left = unfinished
        unfinished = []
        var pass = LogPass(integrations: setup.integrations.count)
        for (number, integration) in setup.integrations.enumerated() where left.contains(integration.id) {
            guard let known = state.ledger.state.integrations[integration.id] else { continue }
            let cursor = max(known.cursor, known.held.through)
            pass.add(Role(integration, known, .hold, cursor: cursor), of: number)
        }
        try pass.read(state.log, &kinds, from: bookmark)
        damagedLines += pass.damagedLines
        _ = try commit(pass, &state, at: now)
    }

    /// Whether an integration that was left with events behind its cursor can take more by now.
    func hasRoomToPlan(_ queue: DeliveryQueue) -> Bool {
        unfinished.contains { hasRoom($0, queue) }
    }

    private func hasRoom(_ integration: String, _ queue: DeliveryQueue) -> Bool {
        // A failing endpoint gets one new delivery a run at most: its backlog must not be used up on it.
        guard let health = queue.health(of: integration), health.disabling == nil, !health.isFailing else {
            return false
        }
        return queue.owed(to: integration) <= window(of: integration) / 2
    }

    /// The window doubles each time it was used up: a healthy endpoint soon gets thousands, a dead one never does.
    private mutating func widen(_ integration: String) {
        windows[integration] = min(Planner.largestWindow, window(of: integration) * 2)
    }

    private func window(of integration: String) -> Int { windows[integration] ?? Planner.firstWindow }

    // MARK: roles

    private mutating func makePass(
        _ ledger: LedgerState,
        _ queue: DeliveryQueue,
        end: UInt64,
        at now: Timestamp
    ) -> LogPass {
        unfinished = []
        var pass = LogPass(integrations: setup.integrations.count)
        for (number, integration) in setup.integrations.enumerated() {
            guard let known = ledger.integrations[integration.id] else { continue }
            let readiness = readiness(of: integration, known, queue, at: now)
            let sendsImmediate = readiness.sendsImmediate
            let hasNewImmediate = sendsImmediate && known.immediateCursor < end
            guard known.cursor < end || hasNewImmediate else { continue }
            let work = work(for: readiness, in: &pass)
            let cursor = work == .hold ? max(known.cursor, known.held.through) : known.cursor
            guard cursor < end || hasNewImmediate else { continue }
            var role = Role(integration, known, work, cursor: cursor, sendsImmediate: sendsImmediate)
            role.screen = Screen(integration, known)
            pass.add(role, of: number)
        }
        return pass
    }

    func isSelected(_ integration: Integration) -> Bool { options.selected?.contains(integration.id) ?? true }

    private func readiness(
        of integration: Integration,
        _ known: LedgerState.Integration,
        _ queue: DeliveryQueue,
        at now: Timestamp
    ) -> Readiness {
        Readiness(
            integration: integration,
            known: known,
            health: queue.health(of: integration.id) ?? known.health,
            owed: queue.owed(to: integration.id),
            now: now,
            isSelected: isSelected(integration),
            ignoresDueTimes: options.ignoresDueTimes
        )
    }

    private mutating func work(for readiness: Readiness, in pass: inout LogPass) -> Role.Work {
        let integration = readiness.integration
        switch readiness.decision {
        case .hold(.failing):
            unfinished.insert(integration.id)
            return .hold
        case .hold: return .hold
        case .digest(let condition):
            let builder = DigestBuilder(
                groupBy: integration.digest.groupBy,
                maximumItems: integration.digest.maxItems,
                filter: integration.filter,
                severities: integration.severities
            )
            return .digest(builder: pass.add(builder), condition)
        case .individual:
            // A failing endpoint gets one probe: more deliveries in hand would only grow old.
            let isFailing = readiness.health.isFailing
            let owed = readiness.owed
            let room = isFailing ? (owed == 0 ? 1 : 0) : max(0, window(of: integration.id) - owed)
            if room == 0 { unfinished.insert(integration.id) }
            return room > 0 ? .individual(room: room) : .hold
        }
    }
}
