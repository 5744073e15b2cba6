import Configuration
import Delivery
import JSON
import Reports
import Runner
import Storage
import Time

extension Command {
    static let queue = Command(
        name: "queue",
        summary: "the deliveries: those that are owed, or any others",
        details: [
            "Without selection it lists what is owed, and what keeps each from going: its own next attempt is due later, "
                + "its endpoint fails or asked to wait, it was set aside, its integration is disabled or muted. --state and --failed look at what "
                + "is settled too, as far back as the record goes, and so does naming ids of deliveries or events. "
                + "Reads only; a run may be going on.",
            "Events that are held are not deliveries yet: 'belfry status' counts them, 'belfry reconcile' accounts for "
                + "them. With --json every delivery is an object on a line of its own.",
        ],
        operand: .init("ID", isRequired: false, isRepeatable: true, words: [.events, .owed]),
        flags: Selectors.flags + [.state, .failed, .held, .long, .ids, .json],
        exitCodes: [.notFound, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry queue", "what waits, and for what"),
            .init("belfry queue --held", "what waits for you"),
            .init("belfry queue --failed --since yesterday -l", "what was given up on, and why"),
            .init("belfry queue --state delivered -i ops --json | jq -r .changedAt", "for scripts"),
        ],
        perform: { context in try listDeliveries(context) }
    )
}

private func listDeliveries(_ context: Context) throws -> ExitCode {
    let typed = context.typed
    let setup = try context.setup()
    let names = try typed.names()
    if !typed.operands.isEmpty, names.isEmpty { return .success }
    let selectors = try context.selectors(setup)
    var search = DeliverySearch(context, setup)
    var output = try DeliveryOutput(context, setup)
    try search.perform(names, selectors, states: wantedStates(typed, isNamed: !names.isEmpty)) { try output.add($0) }
    try output.finish()
    for name in search.unknown { context.terminal.say(.error, "belfry: error: nothing on record is named '\(name)'") }
    return !names.isEmpty && output.count == 0 ? .notFound : .success
}

private func wantedStates(_ typed: TypedArguments, isNamed: Bool) -> Set<DeliveryState>? {
    var states = Set(typed.values(.state).compactMap { DeliveryState(rawValue: $0) })
    if typed.has(.failed) { states.formUnion(DeliveryState.allCases.filter(\.isFailed)) }
    if !states.isEmpty || isNamed { return states.isEmpty ? nil : states }
    return Set(DeliveryState.allCases.filter { !$0.isSettled })
}

/// Prints deliveries as they are found.
private struct DeliveryOutput: ~Copyable {
    private let context: Context
    private var lister: Lister
    private(set) var count = 0
    private var integrations: Set<String> = []

    init(_ context: Context, _ setup: Setup) throws {
        self.context = context
        lister = try Lister(context, setup)
    }

    mutating func add(_ history: DeliveryHistory) throws {
        if context.typed.has(.held), lister.obstacle(to: history)?.isHold != true { return }
        count += 1
        if context.typed.has(.ids) { return try context.terminal.print(history.delivery.id + "\n") }
        let listing = try lister.listing(history)
        if context.typed.has(.json) { return try context.printJSON(listing.json.description) }
        if count == 1 { try context.terminal.print(DeliveryListing.heading + "\n") }
        integrations.insert(history.delivery.integration)
        let details = context.typed.has(.long) ? listing.details : []
        let lines = [listing.line(at: context.clock.now)] + details
        try context.terminal.print(lines.map { $0 + "\n" }.joined())
    }

    func finish() throws {
        guard !context.typed.has(.ids), !context.typed.has(.json) else { return }
        let what = counted(count, "delivery", "deliveries")
        let whom = counted(integrations.count, "integration", "integrations")
        let events = try heldEvents()
        let held = events > 0 ? "; \(counted(events, "event is", "events are")) held: belfry status" : ""
        try context.terminal.confirm((count == 0 ? "no deliveries" : "\(what) to \(whom)") + held + "\n")
    }

    /// Who asks for what waits should know of what is no delivery yet; who asks for something else should not.
    private func heldEvents() throws -> Int {
        let typed = context.typed
        let narrowing: [Flag.Name] = [.state, .failed, .held, .project, .event, .since, .until]
        guard typed.operands.isEmpty, !narrowing.contains(where: typed.has) else { return 0 }
        let ids = typed.values(.integration)
        let known = try context.home.ledgerState().integrations.filter { ids.isEmpty || ids.contains($0.key) }
        return known.values.reduce(0) { $0 + $1.held.count }
    }
}

/// Adds to deliveries what the event log knows of their events.
struct Lister: ~Copyable {
    private let record: Record?
    private let forecast: Forecast
    private var fetcher = EventFetcher()

    init(_ context: Context, _ setup: Setup) throws {
        let forecast = Forecast(setup, try context.home.ledgerState(), at: context.clock.now)
        self.init(try Record.open(context.home.state, setup.settings), forecast)
    }

    private init(_ record: consuming Record?, _ forecast: Forecast) {
        self.record = record
        self.forecast = forecast
    }

    mutating func listing(_ history: DeliveryHistory) throws -> DeliveryListing {
        let (id, type) = try event(of: history.delivery)
        return DeliveryListing(history, eventID: id, eventType: type, obstacle: obstacle(to: history))
    }

    /// What keeps a delivery from going; `nil` when nothing does, or when it is settled.
    func obstacle(to history: DeliveryHistory) -> Obstacle? {
        forecast.obstacle(to: history.delivery.id, of: history.delivery.integration)
    }

    /// The event that it is, as far as it has one and the event log still does.
    private mutating func event(of delivery: Delivery) throws -> (id: String?, type: String) {
        guard case .event(let place) = delivery.payload else { return (delivery.eventID, delivery.eventType) }
        switch record {
        case .none: return (nil, "")
        case .some(let record):
            let event = PlannedEvent(sequence: delivery.first, place: place)
            guard let (line, buffer) = try fetcher.fetch(event, from: record.log) else { return (nil, "") }
            return (line.id(in: buffer), line.type(in: buffer))
        }
    }
}
