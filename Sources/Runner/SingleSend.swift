package import Configuration
import Delivery
package import Providers
package import Time
import Transport

/// Sends one message now, past log and ledger: what `belfry test` does.
package struct SingleSend {
    private let setup: Setup

    package struct Answer: Sendable {
        package let isDelivered: Bool
        /// One redacted line for people.
        package let description: String
    }

    package init(setup: Setup) { self.setup = setup }

    package func send(_ message: Message, to integration: Integration, at now: Timestamp) throws(RunError) -> Answer {
        var transport: Transport
        do throws(TransportError) {
            transport = try Transport(userAgent: Program.userAgent, network: NetworkSettings(setup.settings))
        } catch {
            throw RunError.noTransport("\(error)")
        }
        let provider = integration.provider.provider
        let options = TransferOptions(integration, setup.settings)
        transport.start(provider.request(message, to: integration, at: now), options: options, tag: 1)
        // The transfer's own time-out ends the wait.
        var completions: [Completion] = []
        while completions.isEmpty { completions = transport.poll(atMost: .seconds(1)) }
        guard let completion = completions.first else { preconditionFailure("a wait ended without an answer") }
        return answer(provider.judgement(of: completion.result, at: now), completion, integration)
    }

    private func answer(_ judgement: Judgement, _ completion: Completion, _ integration: Integration) -> Answer {
        let redactor = Redactor(for: integration, proxy: setup.settings.proxy)
        let time = "after \(completion.duration.milliseconds) ms"
        switch judgement.outcome {
        case .delivered: return Answer(isDelivered: true, description: "delivered \(time)")
        case .failed(let failure):
            let reason = redactor.redacted(failure.reason)
            return Answer(
                isDelivered: false,
                description: "not delivered \(time): \(reason) (\(failure.failureClass.rawValue))"
            )
        }
    }
}

extension NetworkSettings {
    init(_ settings: Settings) { self.init(proxy: settings.proxy?.revealed, caFile: settings.caFile) }
}

extension TransferOptions {
    init(_ integration: Integration, _ settings: Settings) {
        self.init(
            timeout: integration.timeout,
            allowHTTP: integration.allowHTTP,
            allowPrivate: integration.allowPrivate,
            allowAddresses: settings.allowAddresses.compactMap(AddressRange.init)
        )
    }
}
