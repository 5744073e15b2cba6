import Configuration
import Delivery
import Runner
import Storage

/// Finds deliveries by their ids, by the events that they tell of, and by their states.
struct DeliverySearch {
    let context: Context
    let setup: Setup

    /// Names of which there is neither a delivery nor an event, after a search.
    private(set) var unknown: [String] = []

    /// The named events that each delivery was found by; a delivery that was named itself is not among them.
    private(set) var leads: [String: Set<String>] = [:]
    /// Deliveries found by an event that fills several pages with others.
    private var pages: Set<String> = []

    init(_ context: Context, _ setup: Setup) {
        self.context = context
        self.setup = setup
    }

    /// Hands over the deliveries that fit, as the record is read; without names, of all deliveries.
    mutating func perform(
        _ names: [String],
        _ selectors: Selectors,
        states: Set<DeliveryState>?,
        _ visit: (DeliveryHistory) throws -> Void
    ) throws {
        unknown = names
        guard var record = try context.record(setup) else { return }
        var selection = DeliverySelection(integrations: selectors.integrations, states: states)
        if !names.isEmpty || !selectors.events.isEverything {
            selection.ids = try ids(names, selectors, &record)
        }
        var found: Set<String> = []
        try record.history.deliveries(selection) { history in
            if !names.isEmpty { found.insert(history.delivery.id) }
            try visit(history)
        }
        unknown.removeAll { found.contains($0) }
    }

    /// Whether an event that was named led to this, and it tells of events that were not.
    func tellsOfOthers(_ delivery: Delivery) -> Bool {
        guard let named = leads[delivery.id] else { return false }
        return delivery.eventCount > named.count || pages.contains(delivery.id)
    }

    /// Whether an event is meant with a delivery that tells it: where events led to the delivery, only those.
    func means(_ pair: Pair, by delivery: String) -> Bool { leads[delivery]?.contains(pair.eventID) ?? true }

    /// The ids of what is named or tells of an event that fits.
    private mutating func ids(
        _ names: [String],
        _ selectors: Selectors,
        _ record: inout Record
    ) throws -> Set<String> {
        let own = Set(names).filter { $0.hasPrefix(record.log.identity.id + "-") && DeliveryID($0) != nil }
        let others = Set(names).subtracting(own)
        guard !others.isEmpty || !selectors.events.isEverything else { return own }
        var events = selectors.events
        if own.isEmpty, !names.isEmpty { events.ids = others }
        var told: Set<String> = []
        var seen: Set<String> = []
        try record.readPairs(of: selectors.integrations, setup, events, context) { pair in
            let isNamed = names.isEmpty || (!others.isEmpty && others.contains(pair.eventID))
            if isNamed, !names.isEmpty {
                seen.insert(pair.eventID)
                follow(pair, except: own)
            }
            told.formUnion(isNamed ? pair.deliveries : pair.deliveries.filter(own.contains))
        }
        unknown.removeAll { seen.contains($0) }
        return selectors.events.isEverything ? told.union(own) : told
    }

    private mutating func follow(_ pair: Pair, except own: Set<String>) {
        let isPaged = Set(pair.deliveries.compactMap { DeliveryID($0) }).count > 1
        for id in pair.deliveries where !own.contains(id) {
            leads[id, default: []].insert(pair.eventID)
            if isPaged { pages.insert(id) }
        }
    }
}

extension Context {
    /// What a run has left to look at, read under a progress bar; `nil` when none has worked here yet.
    func record(_ setup: Setup) throws -> Record? {
        guard var record = try Record.open(home.state, setup.settings) else { return nil }
        let terminal = terminal
        record.history.progress = { terminal.show($0 >> 10, of: $1 >> 10, "KB of the ledger read") }
        return record
    }
}

extension Record {
    /// Reads pairs under a progress bar.
    mutating func readPairs(
        of integrations: Set<String>?,
        _ setup: Setup,
        _ events: EventSelection,
        _ context: borrowing Context,
        _ visit: (Pair) throws -> Void
    ) throws {
        var reader = PairReader(try coverages(only: integrations), today: setup.filters)
        let last = Int(clamping: log.nextSequence - 1)
        try reader.read(log, events) {
            context.terminal.show(Int(clamping: $0), of: last, "events read")
        } _: {
            try visit($0)
        }
    }
}
