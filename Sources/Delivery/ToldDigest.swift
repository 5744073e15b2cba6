import JSON

/// What a digest told, as far as the next one compares itself with it.
package struct ToldDigest: Sendable, Equatable {
    package let events: Int
    package let critical: Int
    package let warning: Int
    /// 64 bits for each thing that it said was wrong and had not recovered; bounded.
    package let troubles: [UInt64]
    /// More was wrong than `troubles` remembers: what is not among them need not be new.
    package let isPartial: Bool

    /// Every run reads what is kept here of every integration.
    private static let mostTroubles = 64

    package init(events: Int, critical: Int, warning: Int, troubles: [UInt64], isPartial: Bool = false) {
        self.events = events
        self.critical = critical
        self.warning = warning
        self.troubles = Array(troubles.prefix(ToldDigest.mostTroubles))
        self.isPartial = isPartial || troubles.count > ToldDigest.mostTroubles
    }
}

extension ToldDigest {
    var json: JSON {
        .object(
            [
                .init("events", .number(events)), .init("critical", .number(critical)),
                .init("warning", .number(warning)),
                .init("troubles", .array(troubles.map { .string(String($0, radix: 16)) })),
            ] + (isPartial ? [.init("partial", true)] : [])
        )
    }

    /// `nil` when it cannot be read: then there is nothing to compare with, and nothing is lost.
    init?(_ json: JSON?) {
        guard let fields = json.map({ RecordFields($0) }), let events = fields.int("events"),
            let critical = fields.int("critical"), let warning = fields.int("warning"),
            let troubles = fields.list("troubles", { $0.string.flatMap { UInt64($0, radix: 16) } })
        else { return nil }
        self.init(
            events: events,
            critical: critical,
            warning: warning,
            troubles: troubles,
            isPartial: fields.flag("partial")
        )
    }
}
