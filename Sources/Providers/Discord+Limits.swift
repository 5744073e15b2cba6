package import JSON

extension Discord {
    /// Counted in code points.
    /// https://docs.discord.com/developers/resources/message#embed-object-embed-limits and
    /// https://docs.discord.com/developers/resources/webhook#execute-webhook
    package enum Limit {
        package static let content = 2000
        package static let embeds = 10
        package static let title = 256
        package static let description = 4096
        package static let fields = 25
        package static let fieldName = 256
        package static let fieldValue = 1024
        package static let footer = 2048
        package static let author = 256
        /// All texts of all embeds of a message together.
        package static let embedTexts = 6000
        package static let url = 2048
        package static let username = 80
        package static let color = 16_777_215
    }

    private static let unit = "characters"

    package static func violations(of payload: JSON) -> [Violation] {
        let message = PlacedJSON(payload)
        var check = LimitCheck()
        let embeds = message["embeds"]?.elements ?? []
        let says = !trimmed(payload["content"]).isEmpty || !embeds.isEmpty
        check.present(says || payload["components"]?.array?.isEmpty == false, "content", at: "")
        if let content = message["content"], let text = content.value.string {
            check.atMost(Limit.content, unit, text.unicodeScalars.count, at: content.pointer)
        }
        check.atMost(Limit.embeds, "embeds", embeds.count, at: "/embeds")
        let total = embeds.reduce(0) { $0 + limitEmbed($1, &check) }
        check.atMost(Limit.embedTexts, "\(unit) in all embeds", total, at: "/embeds")
        limitSender(message, &check)
        return check.violations
    }

    private static func limitSender(_ message: PlacedJSON, _ check: inout LimitCheck) {
        limitURL(message["avatar_url"], &check)
        guard let name = message["username"] else { return }
        let text = trimmed(name.value)
        check.present(!text.isEmpty, "username", at: name.pointer)
        check.atMost(Limit.username, unit, text.count, at: name.pointer)
        let lowercased = String(text).lowercased()
        for word in ["clyde", "discord"] where lowercased.contains(word) {
            check.add("username contains '\(word)', which is not taken", at: name.pointer, 1, 0)
        }
    }

    /// Answers how many characters the embed counts toward the sum.
    private static func limitEmbed(_ embed: PlacedJSON, _ check: inout LimitCheck) -> Int {
        for owner in [embed, embed["author"], embed["footer"], embed["image"], embed["thumbnail"]] {
            limitURL(owner?["url"], &check)
            limitURL(owner?["icon_url"], &check)
        }
        if let color = embed["color"], let value = color.value.int, !(0...Limit.color).contains(value) {
            check.add("color \(value), 0 to \(Limit.color) is taken", at: color.pointer, value, Limit.color)
        }
        return limit(embed["title"], Limit.title, &check)
            + limit(embed["description"], Limit.description, &check)
            + limit(embed["footer"]?["text"], Limit.footer, &check)
            + limit(embed["author"]?["name"], Limit.author, &check)
            + limitFields(embed["fields"], &check)
    }

    private static func limitFields(_ fields: PlacedJSON?, _ check: inout LimitCheck) -> Int {
        guard let fields else { return 0 }
        check.atMost(Limit.fields, "fields", fields.elements.count, at: fields.pointer)
        return fields.elements.reduce(0) { sum, field in
            check.present(!trimmed(field.value["name"]).isEmpty, "name", at: field.pointer)
            check.present(!trimmed(field.value["value"]).isEmpty, "value", at: field.pointer)
            return sum + limit(field["name"], Limit.fieldName, &check)
                + limit(field["value"], Limit.fieldValue, &check)
        }
    }

    private static func limit(_ text: PlacedJSON?, _ most: Int, _ check: inout LimitCheck) -> Int {
        guard let text else { return 0 }
        let length = trimmed(text.value).count
        check.atMost(most, unit, length, at: text.pointer)
        return length
    }

    private static func limitURL(_ url: PlacedJSON?, _ check: inout LimitCheck) {
        guard let url, let text = url.value.string else { return }
        check.atMost(Limit.url, unit, text.unicodeScalars.count, at: url.pointer)
    }

    /// Discord counts what is left when white space at both ends is taken away.
    private static func trimmed(_ value: JSON?) -> Substring.UnicodeScalarView {
        var scalars = Substring(value?.string ?? "").unicodeScalars
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return scalars
    }
}
