import Configuration
import Delivery
import Providers
import Reports
import Storage

/// Adds to a delivery's history what reports tell of it beside that: its names, its request, what keeps it from going.
struct DeliveryTeller: ~Copyable {
    private let setup: Setup
    private var contents: DeliveryContents
    private let ledger: History
    private let forecast: Forecast

    /// Of each request's body: two hundred of them must still make a page that opens.
    private static let shownBodyBytes = 16 << 10

    /// `log` is `nil` where no run has worked yet; `ledger` is opened for this alone: one that is being read cannot be
    /// asked for a message meanwhile.
    init(_ setup: Setup, _ log: consuming EventLog?, _ ledger: consuming History, _ forecast: Forecast) {
        self.setup = setup
        contents = DeliveryContents(log: log)
        self.ledger = ledger
        self.forecast = forecast
    }

    mutating func reported(_ history: DeliveryHistory, withRequest: Bool) throws -> ReportedDelivery {
        let delivery = history.delivery
        // What was rendered has its names in the ledger: only what is asked for is read again.
        let isNamed = !delivery.eventType.isEmpty
        let integration = setup.integrations.first { $0.id == delivery.integration }
        let message = withRequest || !isNamed ? try contents.message(of: delivery, to: integration, ledger) : nil
        var request: ReportedDelivery.Request?
        if withRequest, let message, let integration {
            let time = history.lastAttempt?.started ?? delivery.planned
            request = contents.request(message, to: integration, at: time).map {
                ReportedDelivery.Request(
                    headers: $0.headers,
                    body: String(decoding: $0.body.prefix(DeliveryTeller.shownBodyBytes), as: UTF8.self)
                )
            }
        }
        return ReportedDelivery(
            history: history,
            type: isNamed ? delivery.eventType : message?.eventType ?? "",
            eventID: delivery.eventID ?? message?.eventID,
            request: request,
            obstacle: forecast.obstacle(to: delivery.id, of: delivery.integration)
        )
    }
}
