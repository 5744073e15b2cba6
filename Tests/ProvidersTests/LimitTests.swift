import JSON
import Providers
import Testing

/// Every limit at its edge: what is exactly as long as permitted passes, one more does not.
@Suite struct LimitTests {
    /// A payload that measures `limit` at `pointer` when made with `limit`.
    struct Edge: CustomTestStringConvertible, Sendable {
        let name: String
        let type: ProviderType
        let pointer: String
        let limit: Int
        let payload: @Sendable (Int) -> JSON

        init(
            _ name: String,
            _ type: ProviderType,
            _ pointer: String,
            _ limit: Int,
            _ payload: @escaping @Sendable (Int) -> JSON
        ) {
            self.name = name
            self.type = type
            self.pointer = pointer
            self.limit = limit
            self.payload = payload
        }

        var testDescription: String { "\(type.rawValue) \(name)" }
    }

    @Test(arguments: slack + discord + teams)
    func theEdgePassesAndOneMoreDoesNot(_ edge: Edge) throws {
        let violations = edge.type.provider.violations
        #expect(violations(edge.payload(edge.limit)) == [])
        let broken = violations(edge.payload(edge.limit + 1))
        let violation = try #require(broken.first { $0.pointer == edge.pointer }, "\(broken)")
        #expect(violation.measured == edge.limit + 1)
        #expect(violation.limit == edge.limit)
    }

    // MARK: Slack

    static let slack: [Edge] = [
        Edge("blocks", .slack, "/blocks", 50) { blocks(Array(repeating: ["type": "divider"], count: $0)) },
        Edge("section text", .slack, "/blocks/0/text/text", 3000) { blocks([section(text($0))]) },
        Edge("header text", .slack, "/blocks/0/text/text", 150) {
            blocks([["type": "header", "text": ["type": "plain_text", "text": .string(text($0))]]])
        },
        Edge("fields", .slack, "/blocks/0/fields", 10) {
            blocks([["type": "section", "fields": .array(Array(repeating: mrkdwn("x"), count: $0))]])
        },
        Edge("field text", .slack, "/blocks/0/fields/1/text", 2000) {
            blocks([["type": "section", "fields": [mrkdwn("x"), mrkdwn(text($0))]]])
        },
        Edge("context elements", .slack, "/blocks/0/elements", 10) {
            blocks([["type": "context", "elements": .array(Array(repeating: mrkdwn("x"), count: $0))]])
        },
        Edge("context text", .slack, "/blocks/0/elements/0/text", 3000) {
            blocks([["type": "context", "elements": [mrkdwn(text($0))]]])
        },
        Edge("actions", .slack, "/blocks/0/elements", 25) {
            blocks([["type": "actions", "elements": .array(Array(repeating: button("x", "https://x"), count: $0))]])
        },
        Edge("button text", .slack, "/blocks/0/elements/0/text/text", 75) {
            blocks([["type": "actions", "elements": [button(text($0), "https://x")]]])
        },
        Edge("button address", .slack, "/blocks/0/elements/0/url", 3000) {
            blocks([["type": "actions", "elements": [button("x", text($0))]]])
        },
        Edge("picture address", .slack, "/blocks/0/image_url", 3000) {
            blocks([["type": "image", "image_url": .string(text($0)), "alt_text": "x"]])
        },
        Edge("picture words", .slack, "/blocks/0/alt_text", 2000) {
            blocks([["type": "image", "image_url": "https://x", "alt_text": .string(text($0))]])
        },
        Edge("block id", .slack, "/blocks/0/block_id", 255) {
            blocks([["type": "divider", "block_id": .string(text($0))]])
        },
        Edge("all blocks", .slack, "/blocks", 12_000) { length in
            blocks((0..<4).map { section(text($0 == 0 ? length - 9000 : 3000)) })
        },
        Edge("Markdown", .slack, "/blocks", 12_000) { length in
            blocks([
                ["type": "markdown", "text": .string(text(6000))],
                ["type": "markdown", "text": .string(text(length - 6000))],
            ])
        },
        Edge("fallback text", .slack, "/text", 4000) { ["text": .string(text($0))] },
        Edge("attachments", .slack, "/attachments", 100) {
            ["text": "x", "attachments": .array(Array(repeating: ["text": "x"], count: $0))]
        },
        Edge("text in an attachment", .slack, "/attachments/0/blocks/0/text/text", 3000) {
            ["attachments": [["color": "#f00", "blocks": [section(text($0))]]]]
        },
    ]

    @Test func aCharacterOutsideTheBasicPlaneCountsTwiceForSlack() {
        let faces = String(repeating: "😀", count: 1500)
        #expect(Slack.violations(of: LimitTests.blocks([LimitTests.section(faces)])) == [])
        #expect(Slack.violations(of: LimitTests.blocks([LimitTests.section(faces + "x")])).first?.measured == 3001)
    }

    @Test(arguments: [
        "null", "[]", "3", #""x""#, "{}", #"{"text":""}"#, #"{"text":" \n "}"#, #"{"blocks":[]}"#, #"{"blocks":{}}"#,
        #"{"text":3,"blocks":null}"#, #"{"text":"x","blocks":[{"type":"section"}]}"#,
        #"{"text":"x","blocks":[{"type":"section","text":{"type":"mrkdwn","text":""}}]}"#,
        #"{"text":"x","blocks":[{"type":"header"}]}"#, #"{"text":"x","blocks":[{"type":"context","elements":[]}]}"#,
        #"{"text":"x","blocks":[{"type":"image","image_url":"https://x"}]}"#,
        #"{"text":"x","blocks":[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]}"#,
    ])
    func slackTakesNothingEmptyOrTwice(_ payload: String) throws {
        #expect(!Slack.violations(of: try JSON.read(Array(payload.utf8))).isEmpty)
    }

    // MARK: Discord

    static let discord: [Edge] = [
        Edge("content", .discord, "/content", 2000) { ["content": .string(faces($0))] },
        Edge("embeds", .discord, "/embeds", 10) { ["embeds": .array(Array(repeating: ["title": "x"], count: $0))] },
        Edge("title", .discord, "/embeds/0/title", 256) { embed(["title": .string(faces($0))]) },
        Edge("trimmed title", .discord, "/embeds/0/title", 256) {
            embed(["title": .string(" \n\(faces($0))\u{3000} ")])
        },
        Edge("description", .discord, "/embeds/0/description", 4096) { embed(["description": .string(faces($0))]) },
        Edge("fields", .discord, "/embeds/0/fields", 25) {
            embed(["fields": .array(Array(repeating: ["name": "x", "value": "y"], count: $0))])
        },
        Edge("field name", .discord, "/embeds/0/fields/0/name", 256) {
            embed(["fields": [["name": .string(faces($0)), "value": "y"]]])
        },
        Edge("field value", .discord, "/embeds/0/fields/0/value", 1024) {
            embed(["fields": [["name": "x", "value": .string(faces($0))]]])
        },
        Edge("footer", .discord, "/embeds/0/footer/text", 2048) { embed(["footer": ["text": .string(faces($0))]]) },
        Edge("author", .discord, "/embeds/0/author/name", 256) { embed(["author": ["name": .string(faces($0))]]) },
        Edge("all embeds", .discord, "/embeds", 6000) {
            ["embeds": [["description": .string(text(3000))], ["description": .string(text($0 - 3000))]]]
        },
        Edge("address", .discord, "/embeds/0/url", 2048) { embed(["title": "x", "url": .string(text($0))]) },
        Edge("picture", .discord, "/embeds/0/image/url", 2048) { embed(["image": ["url": .string(text($0))]]) },
        Edge("color", .discord, "/embeds/0/color", 16_777_215) { embed(["title": "x", "color": .number($0)]) },
        Edge("sender", .discord, "/username", 80) { ["content": "x", "username": .string(faces($0))] },
        Edge("avatar", .discord, "/avatar_url", 2048) { ["content": "x", "avatar_url": .string(text($0))] },
    ]

    @Test(arguments: [
        "null", "[]", "{}", #"{"content":""}"#, #"{"content":" \n\u3000"}"#, #"{"embeds":[]}"#,
        #"{"content":"x","embeds":[{"color":-1}]}"#, #"{"content":"x","username":" "}"#,
        #"{"content":"x","username":"My DisCord bot"}"#, #"{"content":"x","username":"Clyde"}"#,
        #"{"embeds":[{"fields":[{"name":" ","value":"x"}]}]}"#, #"{"embeds":[{"fields":[{"name":"x"}]}]}"#,
    ])
    func discordTakesNothingEmptyOrForbidden(_ payload: String) throws {
        #expect(!Discord.violations(of: try JSON.read(Array(payload.utf8))).isEmpty)
    }

    // MARK: Teams and raw webhooks

    static let teams: [Edge] = [ProviderType.teams, .teamsWorkflows].flatMap { type in
        [
            Edge("bytes", type, "", 28_672) { paddedCard(toEscapedBytes: $0) },
            Edge("version", type, "/attachments/0/content/version", 4) { card(version: "1.\($0)", "x") },
            Edge("actions", type, "/attachments/0/content/actions", 6) { count in
                let actions = (0..<count).map {
                    JSON(dictionaryLiteral: ("type", "Action.OpenUrl"), ("id", .number($0)))
                }
                return attachment(["type": "AdaptiveCard", "version": "1.4", "actions": .array(actions)])
            },
        ]
    }

    @Test(arguments: [
        "null", "{}", #"{"text":"x"}"#, #"{"type":"AdaptiveCard","version":"1.4"}"#, #"{"attachments":[]}"#,
        #"{"attachments":{"contentType":"application/vnd.microsoft.card.adaptive"}}"#,
        #"{"attachments":[{"contentType":"text/html","content":{"version":"1.4"}}]}"#,
        #"{"attachments":[{"contentType":"application/vnd.microsoft.card.adaptive"}]}"#,
        #"{"attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{}}]}"#,
        #"{"attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{"version":1.4}}]}"#,
        #"{"attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{"version":"2.0"}}]}"#,
    ])
    func teamsTakesOnlyAnArrayOfCards(_ payload: String) throws {
        #expect(!TeamsWorkflows.violations(of: try JSON.read(Array(payload.utf8))).isEmpty)
        #expect(!Teams.violations(of: try JSON.read(Array(payload.utf8))).isEmpty)
    }

    @Test(arguments: ["Action.Submit", "Action.Execute", "Media"])
    func whatAWebhookMayNotSendIsFoundHoweverDeep(_ type: String) {
        let nested: JSON = ["type": "Container", "items/~": [["type": .string(type)]]]
        let payload = LimitTests.attachment(["type": "AdaptiveCard", "version": "1.4", "body": [nested]])
        #expect(
            TeamsWorkflows.violations(of: payload).map { $0.pointer } == ["/attachments/0/content/body/0/items~1~0/0"]
        )
    }

    @Test(arguments: [#"{"@type":"MessageCard"}"#, #"{"@type":"MessageCard","summary":" ","text":""}"#])
    func anOldCardNeedsWords(_ payload: String) throws {
        #expect(
            Teams.violations(of: try JSON.read(Array(payload.utf8))).map { $0.message } == [
                "summary or text is missing or empty"
            ]
        )
    }

    @Test func aRawWebhookTakesAMebibyteOfAnything() {
        let quotes = 2
        #expect(RawWebhook.violations(of: .string(LimitTests.text(1_048_576 - quotes))) == [])
        #expect(RawWebhook.violations(of: .string(LimitTests.text(1_048_577 - quotes))).map { $0.limit } == [1_048_576])
    }

    // MARK: Payloads

    static func text(_ length: Int) -> String { String(repeating: "x", count: max(0, length)) }

    /// One code point each, two UTF-16 units.
    static func faces(_ count: Int) -> String { String(repeating: "😀", count: count) }

    static func blocks(_ blocks: [JSON]) -> JSON { ["text": "x", "blocks": .array(blocks)] }

    static func mrkdwn(_ text: String) -> JSON { ["type": "mrkdwn", "text": .string(text)] }

    static func section(_ text: String) -> JSON { ["type": "section", "text": mrkdwn(text)] }

    static func button(_ text: String, _ url: String) -> JSON {
        ["type": "button", "text": ["type": "plain_text", "text": .string(text)], "url": .string(url)]
    }

    static func embed(_ embed: JSON) -> JSON { ["embeds": [embed]] }

    static func attachment(_ card: JSON) -> JSON {
        ["attachments": [["contentType": "application/vnd.microsoft.card.adaptive", "content": card]]]
    }

    static func card(version: String, _ text: String) -> JSON {
        let block: JSON = ["type": "TextBlock", "text": .string(text)]
        return attachment(["type": "AdaptiveCard", "version": .string(version), "body": [block]])
    }

    /// A card whose payload, written as a JSON string, has so many bytes.
    static func paddedCard(toEscapedBytes count: Int) -> JSON {
        var written: [UInt8] = []
        JSON.writeString(String(decoding: card(version: "1.4", "").compact, as: UTF8.self), into: &written)
        return card(version: "1.4", text(count - written.count))
    }
}
