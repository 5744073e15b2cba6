import Configuration
import Delivery
import Events
import JSON
import Providers
import Reports
import Runner
import Time

extension Command {
    static let mute = Command(
        name: "mute",
        summary: "keep integrations quiet for a while: add ID…, list, expire MUTE…",
        details: [
            "'belfry mute add ID…' needs an end, --expires, and a reason. Without --event the integration is quiet and "
                + "nothing is lost: its events are held and go out when the mute ends. With --event the events of these "
                + "types that are taken in meanwhile are passed over: nobody is told them, and the record says so.",
            "A mute ends by itself. 'belfry mute expire MUTE…' ends it now; status and 'belfry mute list' show its name.",
        ],
        operand: .init(
            "ACTION",
            isRepeatable: true,
            choices: ["add", "list", "expire"],
            words: [.integrations, .mutes]
        ),
        flags: [.expires, .reason, .event, .wait, .json],
        exitCodes: [.notFound, .inputOutput, .locked, .permission, .configuration],
        examples: [
            .init("belfry mute add ops --expires 8h --reason 'moving hosts'", "everything is held for eight hours"),
            .init(
                "belfry mute add ops --expires 2h --reason 'load test' --event 'infrastructure:**'",
                "alerts are passed over for two hours"
            ),
            .init("belfry mute list", "the mutes that are in force"),
            .init("belfry mute expire m42", "it is over"),
        ],
        perform: { context in
            let names = Array(context.typed.operands.dropFirst())
            switch context.typed.requiredOperand {
            case "add": try add(to: names, context)
            case "expire": try expire(names, context)
            default: try list(names, context)
            }
            return .success
        }
    )

    private static func add(to ids: [String], _ context: Context) throws {
        guard !ids.isEmpty else { throw context.typed.error("'mute add' needs the ID of an integration") }
        let now = context.clock.now
        let end = try context.typed.expiry(now: now)
        guard let reason = context.typed.value(.reason) else {
            throw context.typed.error("'mute add' needs a reason, for whoever wonders at the quiet: --reason TEXT")
        }
        let patterns = try Selectors(context.typed, now: now).events.patterns?.map(\.text) ?? []
        let setup = try context.setup()
        let integrations = try Set(ids).sorted().map { try setup.integration($0) }
        let mutes = try context.intervene(setup) { intervention in
            intervention.mute(integrations, until: end, patterns: patterns, reason: reason, at: now)
        }
        for (integration, mute) in mutes {
            let words = "\(integration) is muted until \(mute.end.rfc3339): \(mute.subject) (\(mute.id))"
            try context.terminal.confirm(words + "\n")
        }
    }

    private static func expire(_ names: [String], _ context: Context) throws {
        guard !names.isEmpty else { throw context.typed.error("'mute expire' needs the name of a mute") }
        let now = context.clock.now
        let known = try context.home.ledgerState().mutes(at: now)
        let mutes = try names.map { name in
            guard let found = known.first(where: { $0.mute.id == name }) else {
                throw CommandError(
                    .notFound,
                    "no mute '\(name)' is in force",
                    notes: ["'belfry mute list' shows those that are"]
                )
            }
            return found
        }
        try context.intervene(try context.setup()) { intervention in
            for (integration, mute) in mutes { intervention.unmute(mute.id, of: integration, at: now) }
        }
        for (integration, mute) in mutes {
            try context.terminal.confirm("\(integration) is no longer muted: \(mute.subject) (\(mute.id))\n")
        }
    }

    private static func list(_ names: [String], _ context: Context) throws {
        if let extra = names.first { throw context.typed.error("'mute list' takes no '\(extra)'") }
        let now = context.clock.now
        let mutes = try context.home.ledgerState().mutes(at: now)
        if context.typed.has(.json) {
            let list = mutes.map { integration, mute in
                JSON.object([JSON.Member("integration", .string(integration))] + (mute.shownJSON.members ?? []))
            }
            return try context.printJSON((["data": .array(list)] as JSON).pretty)
        }
        guard !mutes.isEmpty else { return try context.terminal.confirm("nothing is muted\n") }
        let rows = mutes.map { integration, mute in
            [mute.id, integration, mute.subject, "for another \((mute.end - now).spoken)", mute.reason]
        }
        try context.terminal.print(aligned([["MUTE", "INTEGRATION", "WHAT", "ENDS", "WHY"]] + rows))
    }
}

extension TypedArguments {
    /// When a mute ends: so long from now, or at that time.
    fileprivate func expiry(now: Timestamp) throws(UsageError) -> Timestamp {
        guard let text = value(.expires) else {
            throw error("'mute add' needs an end, or it would be forgotten: --expires 8h")
        }
        guard let end = Duration(text: text).map({ now + $0 }) ?? Timestamp(rfc3339: text) else {
            throw error("'\(text)' is no end for '--expires': use e.g. 8h, or RFC 3339, e.g. 2026-11-21T06:00:00Z")
        }
        guard end > now else { throw error("'--expires \(text)' is past") }
        return end
    }
}

extension LedgerState {
    /// Those in force, by integration.
    func mutes(at now: Timestamp) -> [(integration: String, mute: Mute)] {
        integrations.sorted { $0.key < $1.key }.flatMap { id, integration in
            integration.mutes.filter { $0.isInForce(at: now) }.map { (id, $0) }
        }
    }
}
