package import JSON

extension TeamsWorkflows {
    /// What a card may hold.
    ///
    /// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages and
    /// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
    package enum Limit {
        /// The size of the card as a text inside another JSON document, with every quote escaped.
        ///
        /// That, and not the body it was sent, seems to be what Teams counts: a body of 24,453 bytes was refused as
        /// 28,897 (https://github.com/MicrosoftDocs/msteams-docs/issues/11274).
        package static let bytes = 28_672
        /// 1.5 is refused.
        package static let minorVersion = 4
        /// More are not shown.
        package static let actions = 6
    }

    private static let cardType = "application/vnd.microsoft.card.adaptive"

    package static func violations(of payload: JSON) -> [Violation] {
        let attachments = PlacedJSON(payload)["attachments"]
        var check = LimitCheck()
        check.present(attachments?.elements.isEmpty == false, "attachments", at: "")
        for attachment in attachments?.elements ?? [] { limitAttachment(attachment, &check) }
        limitSize(of: payload, &check)
        return check.violations
    }

    static func limitSize(of payload: JSON, _ check: inout LimitCheck) {
        var escaped: [UInt8] = []
        JSON.writeEscaped(payload.compact, into: &escaped)
        check.atMost(Limit.bytes, "bytes as an escaped text", escaped.count + 2, at: "")
    }

    private static func limitAttachment(_ attachment: PlacedJSON, _ check: inout LimitCheck) {
        if attachment.value["contentType"]?.string != cardType {
            check.add("contentType is not '\(cardType)'", at: attachment.pointer, 0, 1)
        }
        guard let card = attachment["content"], card.value.members != nil else {
            check.present(false, "content", at: attachment.pointer)
            return
        }
        limitVersion(card, &check)
        if let actions = card["actions"] {
            check.atMost(Limit.actions, "actions", actions.elements.count, at: actions.pointer)
        }
        refuseElements(card, &check)
    }

    private static func limitVersion(_ card: PlacedJSON, _ check: inout LimitCheck) {
        let parts = (card.value["version"]?.string ?? "").split(separator: ".").map { Int($0) }
        guard parts.count == 2, let major = parts[0], let minor = parts[1] else {
            check.add("version is missing or not like '1.4'", at: card.pointer, 0, Limit.minorVersion)
            return
        }
        guard major != 1 || minor > Limit.minorVersion else { return }
        let pointer = card.pointer + "/version"
        check.add(
            "version \(major).\(minor), at most 1.\(Limit.minorVersion) is taken",
            at: pointer,
            minor,
            Limit.minorVersion
        )
    }

    /// Elements that a webhook's card may not hold, however deep.
    private static func refuseElements(_ element: PlacedJSON, _ check: inout LimitCheck) {
        if let type = element.value["type"]?.string, ["Action.Submit", "Action.Execute", "Media"].contains(type) {
            check.add("'\(type)' is not taken from a webhook", at: element.pointer, 1, 0)
        }
        for child in element.children { refuseElements(child, &check) }
    }
}
