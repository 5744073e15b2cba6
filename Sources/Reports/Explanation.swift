package import Delivery
package import Events
package import Providers
package import Time

/// Which integrations an event reaches and why, and which it does not and why not.
package struct Explanation: Sendable {
    /// Why it reaches an integration, or why not.
    package enum Reason: Sendable, Equatable {
        /// By this pattern.
        case matched(EventPattern)
        /// By the filter that was in force as it came, and not by that of today.
        case matchedThen
        case typeNotSelected
        case projectNotSelected(String)
        /// The integration is restricted to projects, and the event carries none.
        case noProject
        /// It is a notice about this integration, which is told by another road.
        case aboutItself
        /// It happened before the time from which the integration wants events.
        case beforeStart(Timestamp)
        /// Today's filter matches, and it came before the integration was there, or wanted such events.
        case cameBefore

        package var reaches: Bool {
            switch self {
            case .matched, .matchedThen: true
            case .typeNotSelected, .projectNotSelected, .noProject, .aboutItself, .beforeStart, .cameBefore: false
            }
        }
    }

    /// What becomes of an event that reaches an integration, or what became of it.
    package enum Way: Sendable, Equatable {
        /// A message of its own, with the next run.
        case single
        /// The digest that the next run sends.
        case digest
        case held(Hold)
        /// It is told by these, or was passed over.
        case recorded(EventState, deliveries: [String])
        /// It was passed over within an alert window: the same had been told.
        case repeated(Repetition)
    }

    /// What the last event before it told of the same.
    package struct Repetition: Sendable, Equatable {
        /// The event that was told; `nil` where the log has it no longer.
        package let event: String?
        package let at: Timestamp?
        /// The alert window that is configured; `nil` where none is any more.
        package let window: Duration?

        package init(event: String?, at: Timestamp?, window: Duration?) {
            self.event = event
            self.at = at
            self.window = window
        }
    }

    package struct Row: Sendable {
        package let integration: String
        package let provider: ProviderType
        package let reason: Reason
        /// `nil` where it does not reach it.
        package let way: Way?

        package init(_ integration: String, _ provider: ProviderType, _ reason: Reason, _ way: Way?) {
            self.integration = integration
            self.provider = provider
            self.reason = reason
            self.way = way
        }
    }

    package let event: EventSummary
    /// In the order of the configuration.
    package let rows: [Row]
    package let madeAt: Timestamp

    package init(_ event: EventSummary, _ rows: [Row], at now: Timestamp) {
        self.event = event
        self.rows = rows
        madeAt = now
    }

    /// The event stands in the log; else it is one that could come.
    package var isOnRecord: Bool { event.sequence > 0 }
}
