package import Delivery
package import JSON
package import Time

/// Discord webhooks.
///
/// https://docs.discord.com/developers/resources/webhook#execute-webhook
package enum Discord: Provider {
    /// The form that Discord asks for, an address and a version.
    ///
    /// The program has no page of its own; the address is one that is nobody's (RFC 2606).
    ///
    /// https://docs.discord.com/developers/reference#user-agent
    private static let userAgent = "DiscordBot (https://\(Program.name.lowercased()).invalid, \(Program.version))"

    /// Nobody is ever mentioned, whatever an event holds; without this member Discord would still notify users.
    ///
    /// https://docs.discord.com/developers/resources/message#allowed-mentions-object
    package static func finish(_ payload: JSON, for integration: Integration) -> JSON {
        guard let members = payload.members else { return payload }
        var forced = [JSON.Member("allowed_mentions", ["parse": []])]
        if let username = integration.username { forced.append(JSON.Member("username", .string(username))) }
        if let avatar = integration.avatarURL { forced.append(JSON.Member("avatar_url", .string(avatar))) }
        let kept = members.filter { member in !forced.contains { $0.key == member.key } }
        return .object(kept + forced)
    }

    package static func address(of integration: Integration) -> String {
        executionURL(integration.webhook.revealed)
    }

    package static func request(_ message: Message, to integration: Integration, at now: Timestamp) -> Request {
        Request(
            url: address(of: integration),
            headers: [Header("Content-Type", contentType), Header("User-Agent", userAgent)],
            body: message.body
        )
    }

    /// The address with `wait=true`, at version 10 of the API.
    ///
    /// The address that people copy has no version and means the deprecated version 6, which counts `Retry-After` in
    /// milliseconds. An address elsewhere keeps its host and path.
    ///
    /// https://docs.discord.com/developers/reference#api-versioning
    private static func executionURL(_ webhook: String) -> String {
        guard var address = WebAddress(webhook) else { return webhook }
        let items = (address.query ?? "").split(separator: "&").filter { $0 != "wait" && !$0.hasPrefix("wait=") }
        address.query = (["wait=true"] + items).joined(separator: "&")
        if address.userInfo == nil, hosts.contains(address.host), let path = versionedPath(address.path) {
            address.scheme = "https"
            address.host = "discord.com"
            address.port = nil
            address.path = path
        }
        return address.text
    }

    /// `discordapp.com` has rate limits of its own.
    private static let hosts: Set = [
        "discord.com", "www.discord.com", "ptb.discord.com", "canary.discord.com",
        "discordapp.com", "www.discordapp.com", "ptb.discordapp.com", "canary.discordapp.com",
    ]

    /// `/api/webhooks/1/t`, `/api/v6/webhooks/1/t` and the same with `/slack` or `/github` behind it, which would take
    /// another payload.
    private static func versionedPath(_ path: String) -> String? {
        var parts = path.split(separator: "/")[...]
        guard parts.popFirst() == "api" else { return nil }
        if let version = parts.first, version.first == "v", Int(version.dropFirst()) != nil { parts.removeFirst() }
        guard parts.popFirst() == "webhooks", let id = parts.popFirst(), let token = parts.popFirst() else {
            return nil
        }
        return "/api/v10/webhooks/\(id)/\(token)"
    }
}
