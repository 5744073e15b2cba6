import Configuration
import Delivery
import Providers
import Reports
import Runner
import Storage

extension Command {
    static let schedule = Command(
        name: "schedule",
        summary: "the retry rule, and when a delivery goes again",
        details: [
            "ID is an integration, a delivery, or an event that deliveries tell of. Of a delivery it tells every attempt "
                + "that is still to come, if those before it fail, to the second: the jitter is part of its id."
        ],
        operand: .init("ID", words: [.integrations, .events, .owed]),
        flags: [.json],
        exitCodes: [.notFound, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry schedule ops", "how often, how long, and when it gives up"),
            .init("belfry schedule e1", "when the messages about an event go again"),
        ],
        perform: { context in try printSchedule(context) }
    )
}

private func printSchedule(_ context: Context) throws -> ExitCode {
    let setup = try context.setup()
    let name = context.typed.requiredOperand
    let schedules = Schedules(setup, try context.home.ledgerState(), at: context.clock.now)
    if let integration = setup.integrations.first(where: { $0.id == name }) {
        let report = schedules.report(on: integration)
        try context.printEntry(report.text, report.json)
        return .success
    }
    var search = DeliverySearch(context, setup)
    var count = 0
    try search.perform([name], Selectors(context.typed, now: context.clock.now), states: nil) { history in
        let schedule = schedules.schedule(of: history)
        try context.printEntry(schedule.text, schedule.json)
        count += 1
    }
    guard count > 0 else {
        throw CommandError(.notFound, "there is neither an integration nor a delivery '\(name)'")
    }
    return .success
}
