import Configuration
import Delivery
import Glibc
import JSON
import Providers
import Reports
import Runner
import Storage
import Time

extension Command {
    static let show = Command(
        name: "show",
        summary: "a delivery whole: its request, and what came of every attempt",
        details: [
            "Named are deliveries, or events that they tell of; - reads ids from standard input. The body is what is or "
                + "was sent, byte for byte. Headers and address are made anew from the configuration, and a note says so "
                + "where that has changed since.",
            "Secrets are cut out, unless their owner asks with --reveal; what stands in answers was cut out before it was "
                + "written down. Control characters are shown by their code. With --json every delivery is an object on "
                + "a line of its own.",
        ],
        operand: .init("ID", isRepeatable: true, words: [.events, .owed]),
        flags: [.integration, .reveal, .json],
        exitCodes: [.attention, .notFound, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry queue --failed --ids | head -n 1 | belfry show -", "what was sent, and what the answer was"),
            .init("belfry show e1 -i blog --json", "what became of an event, for scripts"),
        ],
        perform: { context in try showDeliveries(context) }
    )
}

private func showDeliveries(_ context: Context) throws -> ExitCode {
    if context.typed.has(.reveal) { try context.home.mustBelongToUser() }
    let setup = try context.setup()
    let names = try context.typed.names()
    if names.isEmpty { return .success }
    var search = DeliverySearch(context, setup)
    var found: [DeliveryHistory] = []
    try search.perform(names, context.selectors(setup), states: nil) { found.append($0) }
    if var record = try context.record(setup) {
        let past = try ConfigurationPast(&record, of: Set(found.map(\.delivery.integration)))
        let log = try EventLog(in: Folder(context.home.state), retention: setup.settings.retention)
        let forecast = Forecast(setup, try context.home.ledgerState(), at: context.clock.now)
        var pages = DeliveryPages(setup, past, log, forecast, isRevealed: context.typed.has(.reveal))
        for (number, history) in found.enumerated() {
            let page = try pages.page(of: history, record.history, at: context.clock.now)
            try context.printEntry((number > 0 ? "\n\n" : "") + page.text, page.json)
        }
    }
    for name in search.unknown { context.terminal.say(.error, "belfry: error: nothing on record is named '\(name)'") }
    if found.isEmpty, search.unknown.isEmpty {
        context.terminal.say(.error, "belfry: nothing tells of it: belfry explain \(names[0])")
    }
    return found.isEmpty ? .notFound : search.unknown.isEmpty ? .success : .attention
}

extension Home {
    /// Secrets are shown to whoever may read them anyway.
    fileprivate func mustBelongToUser() throws(CommandError) {
        try mustExist()
        guard Files.status(configuration)?.owner != geteuid() else { return }
        throw CommandError(
            .permission,
            "'\(configuration)' belongs to another user, and --reveal is for its owner",
            notes: ["without --reveal, secrets and addresses are cut out"]
        )
    }
}

/// Puts together what is known of deliveries.
private struct DeliveryPages: ~Copyable {
    private let integrations: [String: Integration]
    private let past: ConfigurationPast
    private let forecast: Forecast
    private let isRevealed: Bool
    private var contents: DeliveryContents

    init(
        _ setup: Setup,
        _ past: ConfigurationPast,
        _ log: consuming EventLog,
        _ forecast: Forecast,
        isRevealed: Bool
    ) {
        integrations = Dictionary(uniqueKeysWithValues: setup.integrations.map { ($0.id, $0) })
        self.past = past
        self.forecast = forecast
        self.isRevealed = isRevealed
        contents = DeliveryContents(log: log)
    }

    mutating func page(
        of history: DeliveryHistory,
        _ record: borrowing History,
        at now: Timestamp
    ) throws -> DeliveryPage {
        let delivery = history.delivery
        let integration = integrations[delivery.integration]
        let message = try contents.message(of: delivery, to: integration, record)
        let time = history.lastAttempt?.started ?? delivery.planned
        var request: ShownRequest?
        if let message, let integration {
            request = contents.request(message, to: integration, at: time, isRevealed: isRevealed)
        }
        let remarks = remarks(of: history, integration, hasMessage: message != nil, hasRequest: request != nil)
        if let message, request == nil { request = ShownRequest(line: "", headers: [], body: message.body) }
        return DeliveryPage(
            DeliveryListing(
                history,
                eventID: delivery.eventID ?? message?.eventID,
                eventType: message?.eventType ?? delivery.eventType,
                obstacle: forecast.obstacle(to: delivery.id, of: delivery.integration)
            ),
            target: integration.map { "\($0.id) (\($0.provider.rawValue)), \(address(of: $0))" }
                ?? "\(delivery.integration), which is configured no longer",
            request: request,
            remarks: remarks,
            addresses: history.attempts.map { address(of: integration, delivery, at: $0.started) },
            at: now
        )
    }

    private func address(of integration: Integration) -> String {
        isRevealed && integration.mail == nil ? integration.webhook.revealed : integration.shownAddress
    }

    private func address(of integration: Integration?, _ delivery: Delivery, at time: Timestamp) -> String {
        guard let integration else { return "an address that is configured no longer" }
        switch past.move(of: integration, since: time) {
        case .none: return delivery.recipient ?? address(of: integration)
        case .since(nil): return "the address that is on record; the file has another"
        case .since(let moved?): return "an earlier address, changed at \(moved.rfc3339)"
        }
    }

    private func remarks(
        of history: DeliveryHistory,
        _ integration: Integration?,
        hasMessage: Bool,
        hasRequest: Bool
    ) -> [String] {
        guard hasMessage else { return ["what it said is kept no longer"] }
        guard let integration else { return ["without the configuration only the body is known"] }
        guard hasRequest else {
            return ["'\(integration.id)' sends another kind of message now: only the body is known"]
        }
        guard let last = history.lastAttempt else { return [] }
        switch past.change(of: integration, since: last.started) {
        case .none: return []
        case .since(let time):
            let when = time.map { " at \($0.rfc3339)" } ?? ", and no run has seen that yet"
            return ["the configuration has changed\(when): this is how it would be sent now; the body is as it was"]
        }
    }
}
