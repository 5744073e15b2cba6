/// The kinds of target, as `type` names them in an integration file.
package enum ProviderType: String, Sendable, CaseIterable {
    case slack = "SLACK"
    case discord = "DISCORD"
    case teams = "TEAMS"
    case teamsWorkflows = "TEAMS_WORKFLOWS"
    case rawWebhook = "RAW_WEBHOOK"
    case email = "EMAIL"
}
