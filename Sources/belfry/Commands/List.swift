import Configuration
import Delivery
import JSON
import Providers
import Reports
import Runner
import Time

extension Command {
    static let list = Command(
        name: "list",
        summary: "the integrations and how they are",
        details: [
            "With --json it prints Northflank's response objects: {\"data\": [OBJECT…]}, or {\"data\": OBJECT} when one "
                + "is named. Addresses are shown by their host only."
        ],
        operand: .init("ID", isRequired: false, words: [.integrations]),
        flags: [.json],
        exitCodes: [.notFound, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry list", "all of them, one line each"),
            .init("belfry list ops --json", "one, for scripts"),
        ],
        perform: { context in
            let listings = try listings(context)
            guard let id = context.typed.operand else {
                let all = JSON.array(listings.map { $0.json })
                try printed(listings, ["data": all], context)
                return .success
            }
            guard let one = listings.first(where: { $0.integration.id == id }) else {
                throw CommandError.noIntegration(id, among: listings.map { $0.integration.id })
            }
            try printed([one], ["data": one.json], context)
            return .success
        }
    )
}

private func listings(_ context: Context) throws -> [IntegrationListing] {
    let home = context.home
    let setup = try context.setup()
    let state = try home.ledgerState()
    let report = StatusReport(setup: setup, state: state)
    return setup.integrations.map { integration in
        let changed = Files.status(integration.file).map { Timestamp(milliseconds: $0.modifiedMilliseconds) }
        let known = state.integrations[integration.id]
        return IntegrationListing(
            integration: integration,
            status: report.status(of: integration, at: context.clock.now),
            createdAt: known?.created,
            updatedAt: known?.updated ?? changed
        )
    }
}

private func printed(_ listings: [IntegrationListing], _ json: JSON, _ context: Context) throws {
    if context.typed.has(.json) { return try context.printJSON(json.pretty) }
    guard !listings.isEmpty else {
        return try context.terminal.confirm("no integrations yet: describe one in \(context.home.integrations)\n")
    }
    let rows = [["ID", "STATE", "TYPE", "MODE", "ADDRESS", "NAME"]] + listings.map { $0.row }
    try context.terminal.print(aligned(rows))
}

extension IntegrationListing {
    fileprivate var row: [String] {
        [
            integration.id, status.state.rawValue, integration.provider.rawValue, integration.mode.rawValue,
            integration.shownAddress, integration.name,
        ]
    }
}
