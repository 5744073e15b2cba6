import Configuration
import Delivery
import Providers

extension LanePolicy {
    init(_ integration: Integration) {
        self.init(
            integration: integration.id,
            host: integration.host,
            concurrency: integration.concurrency,
            rate: integration.rate,
            schedule: integration.retry,
            disable: integration.disable,
            countsEveryFailure: integration.provider == .rawWebhook,
            // One recipient's full mailbox must not hold up the others.
            keepsOrder: integration.mail == nil ? nil : false
        )
    }
}
