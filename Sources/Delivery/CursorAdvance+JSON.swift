import JSON

extension CursorAdvance {
    var json: JSON {
        var members: [JSON.Member] = [
            .init("integration", .string(integration)), .init("sequence", .number(sequence)),
        ]
        if lane != .all { members.append(.init("lane", .string(lane.rawValue))) }
        if matched > 0 { members.append(.init("matched", .number(matched))) }
        if let cut { members.append(.init("cut", .time(cut))) }
        if let told { members.append(.init("told", told.json)) }
        if let heldSince { members.append(.init("heldSince", .time(heldSince))) }
        members += passedOver.map { .init($0.reason.rawValue, .ranges($0.sequences)) }
        if !alerts.isEmpty { members.append(.init("alerts", .array(alerts.map(\.json)))) }
        return .object(members)
    }

    init?(_ fields: RecordFields) {
        // A lane that is not known must not be taken for `all`, which would pass over events.
        guard let integration = fields.text("integration"), let sequence = fields.sequence("sequence"),
            let lane = Lane(rawValue: fields.text("lane") ?? Lane.all.rawValue),
            let passedOver = [PassedOver](fields)
        else { return nil }
        self.init(
            integration: integration,
            lane: lane,
            sequence: sequence,
            matched: fields.int("matched") ?? 0,
            cut: fields.time("cut"),
            told: ToldDigest(fields.json["told"]),
            heldSince: fields.time("heldSince"),
            passedOver: passedOver,
            alerts: fields.list("alerts", OpenedAlert.init) ?? []
        )
    }
}

extension [PassedOver] {
    /// `nil` when a range cannot be read: an event would be neither told nor on the record.
    fileprivate init?(_ fields: RecordFields) {
        self = []
        for reason in PassedOver.Reason.allCases where fields.json[reason.rawValue] != nil {
            guard let sequences = fields.list(reason.rawValue, RecordFields.range) else { return nil }
            append(PassedOver(reason: reason, sequences: sequences))
        }
    }
}
