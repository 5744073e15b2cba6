package import Delivery
package import JSON
package import Time

/// A kind of target: how a message becomes a request and an answer becomes an outcome.
///
/// Pure; the transport carries requests out. Another provider is another file like `Slack.swift`, a line in
/// `ProviderType.provider`, a folder of templates and a folder of wire cases.
package protocol Provider {
    static var contentType: String { get }

    /// Makes sure of what must hold whatever the template says; applied once, when a payload is rendered.
    static func finish(_ payload: JSON, for integration: Integration) -> JSON

    /// Names the limits that a finished payload breaks, so that a "too long" is known before it is planned.
    static func violations(of payload: JSON) -> [Violation]

    /// What is sent of a finished payload, made once, when a message is planned, and kept from then on.
    ///
    /// - Parameters:
    ///   - payload: as it was finished.
    ///   - id: the message's own; what it is derived for is the same on every attempt.
    ///   - planned: the time that the message bears.
    ///   - integration: whom it goes to.
    /// - Returns: the bytes that every attempt sends.
    static func frozen(_ payload: [UInt8], id: String, planned: Timestamp, for integration: Integration) -> [UInt8]

    /// Where requests go; integrations whose addresses have one host share what that host asks for.
    static func address(of integration: Integration) -> String

    /// Makes the request for an attempt that begins `now`: the body is the same on every attempt.
    static func request(_ message: Message, to integration: Integration, at now: Timestamp) -> Request

    /// Judges an answer.
    ///
    /// - Parameters:
    ///   - response: what the service said.
    ///   - now: when it arrived; `Retry-After` may name a date.
    /// - Returns: what came of the attempt, and the wait that was asked for.
    static func judgement(of response: Response, at now: Timestamp) -> Judgement
}

extension ProviderType {
    /// The translation for this kind of target.
    package var provider: any Provider.Type {
        switch self {
        case .slack: Slack.self
        case .discord: Discord.self
        case .teams: Teams.self
        case .teamsWorkflows: TeamsWorkflows.self
        case .rawWebhook: RawWebhook.self
        case .email: Email.self
        }
    }
}

extension Provider {
    package static var contentType: String { "application/json" }

    package static func finish(_ payload: JSON, for integration: Integration) -> JSON { payload }

    package static func frozen(
        _ payload: [UInt8],
        id: String,
        planned: Timestamp,
        for integration: Integration
    ) -> [UInt8] {
        payload
    }

    /// Judges what came back: no answer is the same for every service.
    package static func judgement(of result: Result<Response, TransferError>, at now: Timestamp) -> Judgement {
        switch result {
        case .failure(let error): .failed(error)
        case .success(let response): judgement(of: response, at: now)
        }
    }

    package static func address(of integration: Integration) -> String { integration.webhook.revealed }

    package static func request(_ message: Message, to integration: Integration, at now: Timestamp) -> Request {
        Request(
            url: address(of: integration),
            headers: [Header("Content-Type", contentType)],
            body: message.body
        )
    }
}
