import Providers

extension WebhookAddress {
    struct Oddity: Equatable {
        let message: String
        var notes: [String] = []
    }

    /// What is strange about sending a provider's messages to this address; not an error, since hosts may change.
    func oddity(for provider: ProviderType) -> Oddity? {
        switch provider {
        case .slack: slackHosts.contains(host) ? nil : unusual("Slack", "hooks.slack.com")
        case .discord: discordHosts.contains(host) ? nil : unusual("Discord", "discord.com")
        case .teams: teamsOddity
        case .teamsWorkflows: workflowsOddity
        case .rawWebhook: chatOddity
        case .email: nil
        }
    }

    private var slackHosts: [String] { ["hooks.slack.com", "hooks.slack-gov.com"] }
    private var discordHosts: [String] { ["discord.com", "discordapp.com", "ptb.discord.com", "canary.discord.com"] }

    private func unusual(_ provider: String, _ usual: String) -> Oddity {
        Oddity(message: "'\(host)' is not a host of \(provider)", notes: ["\(provider)'s webhooks are on '\(usual)'"])
    }

    private var isOfficeConnector: Bool { host.hasSuffix(".webhook.office.com") }
    private var isWorkflow: Bool { host.hasSuffix(".api.powerplatform.com") || host.hasSuffix(".logic.azure.com") }

    /// https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using.
    private var teamsOddity: Oddity? {
        if isOfficeConnector {
            return Oddity(
                message: "Microsoft is retiring the connectors on 'webhook.office.com'",
                notes: ["make a webhook in Teams' Workflows and use the type 'TEAMS_WORKFLOWS'"]
            )
        }
        if isWorkflow {
            return Oddity(message: "this is a Workflows address", notes: ["use the type 'TEAMS_WORKFLOWS'"])
        }
        return unusual("Teams", "TENANT.webhook.office.com")
    }

    private var workflowsOddity: Oddity? {
        if host.hasSuffix(".logic.azure.com") {
            return Oddity(
                message: "Workflows addresses on 'logic.azure.com' stopped working on 30 November 2025",
                notes: ["copy the new address from the workflow's trigger"]
            )
        }
        if isOfficeConnector {
            return Oddity(message: "this is a connector's address", notes: ["use the type 'TEAMS'"])
        }
        return isWorkflow ? nil : unusual("Workflows", "ENVIRONMENT.environment.api.powerplatform.com")
    }

    /// A chat service refuses a raw webhook's body.
    private var chatOddity: Oddity? {
        let type: ProviderType? =
            if slackHosts.contains(host) {
                .slack
            } else if discordHosts.contains(host) {
                .discord
            } else {
                isWorkflow ? .teamsWorkflows : isOfficeConnector ? .teams : nil
            }
        return type.map {
            Oddity(message: "'\(host)' does not take raw webhooks", notes: ["use the type '\($0.rawValue)'"])
        }
    }
}
