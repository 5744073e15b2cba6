/// The kinds of target, as `type` names them in an integration file.
package enum ProviderType: String, Sendable, CaseIterable {
    case slack = "SLACK"
    case discord = "DISCORD"
    case teams = "TEAMS"
    case teamsWorkflows = "TEAMS_WORKFLOWS"
    case rawWebhook = "RAW_WEBHOOK"
    case email = "EMAIL"
}

extension ProviderType {
    /// How events are told unless the integration says otherwise: programs want each, people a digest.
    package var usualMode: Integration.Mode { self == .rawWebhook ? .individual : .digest }

    /// What is sent, and where to, in a few words.
    package var summary: String {
        switch self {
        case .slack: "blocks, to an incoming webhook of Slack"
        case .discord: "embeds, to the webhook of a channel"
        case .teams: "an Adaptive Card, to a connector's incoming webhook"
        case .teamsWorkflows: "an Adaptive Card, to the webhook of a workflow"
        case .rawWebhook: "JSON, an event's data as it was spooled, to a program"
        case .email: "text and HTML, to mailboxes"
        }
    }
}
