package import Delivery
package import Time

/// The account of a window: what every integration was to be told, and what became of it.
package struct ReconcileReport: Sendable {
    package struct Row: Sendable {
        package let integration: String
        /// Its file is still there.
        package var isConfigured: Bool { standing != nil }
        package private(set) var balance = Balance()
        /// What nobody was told and nothing mends by itself; where the file is gone, also what is owed and held.
        package var gap: Int { balance.gap + stranded }
        /// Owed or held, and it does not go, as the file is gone.
        package var stranded: Int { isConfigured ? 0 : balance.unsettled }
        package private(set) var byProject: [String: Balance] = [:]
        package private(set) var byType: [String: Balance] = [:]

        /// How it is now; `nil` when its file is gone.
        package let standing: IntegrationReport?

        package init(integration: String, standing: IntegrationReport?) {
            self.integration = integration
            self.standing = standing
        }

        package mutating func add(_ state: EventState, project: String?, type: String) {
            balance.add(state)
            byProject[ReconcileReport.name(project ?? "", in: byProject), default: Balance()].add(state)
            byType[ReconcileReport.name(type, in: byType), default: Balance()].add(state)
        }
    }

    /// Names come from producers: beyond so many they are counted together.
    private static let mostNames = 2000
    /// What the rest of the names is called.
    package static let otherNames = "(others)"

    private static func name(_ name: String, in known: [String: Balance]) -> String {
        known.count < mostNames || known[name] != nil ? name : otherNames
    }

    /// A list from elsewhere, held against the event log.
    package struct Against: Sendable, Equatable {
        /// Lines of the list that name an event.
        package var listed = 0
        /// Of these, named before in the same list.
        package var duplicates = 0
        /// Of the events that are named: taken in, and still in the spool.
        package var accepted = 0
        package var spooled = 0
        /// Neither: they never reached the spool.
        package var never: [String] = []

        package init() {}
    }

    package let since: Timestamp?
    package let until: Timestamp?
    /// What was told at that time and is done with is left out; `nil`: nothing is.
    package var last: LastReconcile?
    /// Events of the window; with `last` only those that came since.
    package var events = 0
    /// Of what matched: told of before, and not done with yet.
    package var older = 0
    package var rows: [Row] = []
    /// What does not add up: a digest tells of fewer events than matched, a record is damaged.
    package var discrepancies: [String] = []
    package var against: Against?

    package init(since: Timestamp?, until: Timestamp?, at now: Timestamp) {
        madeAt = now
        self.since = since
        self.until = until
    }

    package var total: Balance { rows.reduce(into: Balance()) { $0.add($1.balance) } }

    package var gap: Int { rows.reduce(0) { $0 + $1.gap } }
    package var stranded: Int { rows.reduce(0) { $0 + $1.stranded } }

    /// When it was made.
    package let madeAt: Timestamp

    /// Somebody has to act.
    package var hasGap: Bool { gap > 0 || !discrepancies.isEmpty || !(against?.never.isEmpty ?? true) }
}
