import Events
import JSON
import Providers
import Time

extension JSON {
    /// What a template for a single event sees.
    ///
    /// `event` and `id` are the event's own, whole, and so is `data` at the first of the caps, and for programs at all of
    /// them; every other text is cut to `cap` characters or fewer.
    static func context(
        of event: EventSummary,
        data: JSON,
        for integration: Integration,
        cap: Int,
        fallback: String?
    ) -> JSON {
        let kind = integration.severities.weighed(EventCatalogue.entry(for: event.type))
        let details = EventDetails(event, data, cap: cap)
        let keepsData = cap == MessageComposer.eventCaps[0] || integration.provider == .rawWebhook
        let mostFields = 8
        let fields = details.facts.prefix(mostFields)
        var members: [Member] = [
            .init("event", .string(event.type)),
            .init("type", .string(ShownText.line(event.type, cap: ShownText.longestName))),
            .init("id", .string(event.id)),
            .init("title", .string(ShownText.line(kind.title, cap: ShownText.longestName))),
            .init("time", .moment(event.time, in: integration.timeZone)),
            .init("project", .thing(id: event.project, name: details.projectName)),
            .init("resource", .thing(id: event.resource, name: details.resourceName)),
            .init("run", .optional(event.run.map { ShownText.line($0, cap: ShownText.longestName) })),
            .init("message", .optional(details.message)),
            .init("link", details.link?.json ?? .null),
            .init("fields", .separated(fields.map { ["name": .string($0.label), "value": .string($0.value)] })),
            .init("hasFields", .bool(!fields.isEmpty)),
            .init("data", (keepsData ? ShownData.whole : .cut(cap)).of(data)),
            .init("families", .null),
            .init("leftOut", .null),
            .init("integration", .context(of: integration)),
            .init("fallback", .optional(fallback)),
        ]
        members += Look.members(kind.severity, kind.phase)
        return .object(members)
    }

    /// What the template of the confirmation message sees.
    static func testContext(for integration: Integration, at time: Timestamp, fallback: String?) -> JSON {
        [
            "event": "test", "time": .moment(time, in: integration.timeZone), "families": .null, "leftOut": .null,
            "integration": .context(of: integration),
            "fallback": .optional(fallback),
        ]
    }

    /// `{"at": RFC 3339, "date": "2026-11-21", "clock": "09:04", "zone": "CET"}`.
    static func moment(_ time: Timestamp, in zone: TimeZone) -> JSON {
        moment(Moment(time, in: zone))
    }

    static func moment(_ time: Moment) -> JSON {
        ["at": .string(time.at), "date": .string(time.date), "clock": .string(time.clock), "zone": .string(time.zone)]
    }

    /// An array of objects that say of themselves whether they are the last: Mustache cannot count.
    static func separated(_ objects: [JSON]) -> JSON {
        .array(
            objects.enumerated().map { index, object in
                .object((object.members ?? []) + [Member("isLast", .bool(index == objects.count - 1))])
            }
        )
    }
}
