import Delivery
import Time

/// An integration whose file is gone while it is owed or holds something: none of that goes by itself.
package struct RemovedIntegration: Sendable, Equatable {
    package let id: String
    package var backlog: Backlog
    /// It was this run that found the file gone.
    package var isNews = false

    package init(id: String, backlog: Backlog = Backlog()) {
        self.id = id
        self.backlog = backlog
    }

    package var hasNothing: Bool { backlog.outstanding == 0 && backlog.held == 0 }

    /// What ends it, if the file is not put back.
    package var command: String { "belfry drop ALL -i \(id)" }

    func trouble(at now: Timestamp) -> Trouble {
        Trouble(
            what: "\(id) is configured no longer, and what it has is not sent",
            details: [
                backlog.amounts(at: now).joined(separator: ", "),
                "put its file back, integrations/\(id).json, and it goes on; or give it up:",
            ],
            command: command
        )
    }
}
