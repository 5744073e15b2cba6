import Configuration
import Delivery
import Events
import JSON
import Providers
import Reports
import Time

/// Tells a monitor that a run went well, so that somebody learns when no run comes any more.
struct Heartbeat {
    private let setup: Setup
    private let address: Secret

    /// Monitors answer at once; a run must not wait for one that does not.
    private static let timeout = Duration.seconds(10)

    init?(_ setup: Setup) {
        guard let address = setup.settings.heartbeat else { return nil }
        self.setup = setup
        self.address = address
    }

    /// Sends it, as a raw webhook and under the same rules.
    ///
    /// - Returns: why it was not taken, one redacted line; `nil` when it was.
    func flaw(sending report: RunReport) -> String? {
        var monitor = Integration(
            id: "heartbeat",
            name: "Heartbeat",
            provider: .rawWebhook,
            webhook: address,
            filter: Filter(patterns: [])
        )
        monitor.timeout = Heartbeat.timeout
        monitor.allowHTTP = setup.settings.allowHTTP
        monitor.allowPrivate = setup.settings.allowPrivate
        let body: JSON = [
            "event": "belfry:run",
            "data": [
                "finishedAt": .string(report.finishedAt.rfc3339), "delivered": .number(report.totals.delivered),
                "outstanding": .number(report.outstanding), "held": .number(report.held),
            ],
        ]
        let message = Message(
            deliveryID: "heartbeat-\(report.finishedAt.milliseconds)",
            eventType: "belfry:run",
            body: body.compact
        )
        do throws(RunError) {
            let answer = try SingleSend(setup: setup).send(message, to: monitor, at: report.finishedAt)
            return answer.test.isDelivered ? nil : answer.test.words
        } catch {
            return "\(error)"
        }
    }
}
