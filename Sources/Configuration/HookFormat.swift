package import Providers

/// What Clever Cloud calls the form of a message.
///
/// https://www.clever-cloud.com/developers/doc/cli/notifications/
package enum HookFormat: String, Sendable, CaseIterable {
    case raw, slack

    package var provider: ProviderType {
        switch self {
        case .raw: .rawWebhook
        case .slack: .slack
        }
    }

    /// Clever Cloud knows these too, and nobody is there to read them: what became of each.
    package static let gone = [
        "gitter": "Gitter takes no webhooks since it moved to Matrix in 2023",
        "flowdock": "Flowdock was shut down in 2023",
    ]
}
