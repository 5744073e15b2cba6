package import Configuration
package import Delivery
package import Providers
package import Time
import Transport

/// Sends one message now, past the event log: what `belfry test` does.
package struct SingleSend {
    private let setup: Setup

    package struct Answer: Sendable {
        package let test: AddressTest
        /// How long the whole host asked to be left alone.
        let hostPause: Duration?
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
        return answer(provider.judgement(of: completion.result, at: now), completion, message, integration, at: now)
    }

    private func answer(
        _ judgement: Judgement,
        _ completion: Completion,
        _ message: Message,
        _ integration: Integration,
        at now: Timestamp
    ) -> Answer {
        let redactor = Redactor(for: integration, proxy: setup.settings.proxy)
        var failure: Failure?
        if case .failed(let found) = judgement.outcome { failure = found }
        let test = AddressTest(
            integration: integration.id,
            recipient: message.recipient,
            started: now,
            duration: completion.duration,
            status: try? completion.result.get().status,
            failureClass: failure?.failureClass,
            reason: failure.map { redactor.redacted($0.reason) }
        )
        return Answer(test: test, hostPause: judgement.pause.flatMap { $0.scope == .host ? $0.duration : nil })
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
            allowAddresses: settings.allowAddresses
        )
    }
}
