import JSON

extension LogPlace {
    /// `[segment, offset, length]`.
    var json: JSON { [.number(segment), .number(offset), .number(length)] }

    init?(_ json: JSON) {
        guard let parts = json.array, parts.count == 3, let segment = parts[0].int.flatMap(UInt32.init(exactly:)),
            let offset = parts[1].int.flatMap(UInt64.init(exactly:)),
            let length = parts[2].int.flatMap(UInt32.init(exactly:))
        else { return nil }
        self.init(segment: segment, offset: offset, length: length)
    }
}

extension PlannedEvent {
    /// `[sequence, segment, offset, length]`: there are many of them.
    var json: JSON {
        [.number(sequence), .number(place.segment), .number(place.offset), .number(place.length)]
    }

    init?(_ json: JSON) {
        guard let parts = json.array, parts.count == 4, let sequence = parts[0].int.flatMap(UInt64.init(exactly:)),
            let place = LogPlace(.array(Array(parts.dropFirst())))
        else { return nil }
        self.init(sequence: sequence, place: place)
    }
}

extension Delivery {
    /// The delivery without its payload, which the writer appends as the member `payload`.
    func json(kind: String) -> JSON {
        var members: [JSON.Member] = [
            .init("t", .string(kind)), .init("id", .string(id)), .init("integration", .string(integration)),
            .init("first", .number(first)), .init("last", .number(last)), .init("events", .number(eventCount)),
            .init("type", .string(eventType)), .init("at", .time(planned)),
        ]
        if let eventID { members.append(.init("event", .string(eventID))) }
        if !chosen.isEmpty { members.append(.init("chosen", .ranges(chosen))) }
        if let recipient { members.append(.init("to", .string(recipient))) }
        return .object(members)
    }

    /// The delivery with the place of its payload, for whoever cannot know it from where the line stands.
    var placedJSON: [JSON.Member] {
        let members = json(kind: "owed").members ?? []
        return switch payload {
        case .event(let place): members + [.init("eventPlace", place.json)]
        case .recorded(let place): members + [.init("recordedPlace", place.json)]
        }
    }

    /// Reads what `placedJSON` wrote.
    init?(placed fields: RecordFields) {
        let event = fields.place("eventPlace")
        guard let place = event ?? fields.place("recordedPlace") else { return nil }
        self.init(fields, recordedAt: place)
        if let event { payload = .event(event) }
    }

    init?(_ fields: RecordFields, recordedAt place: LogPlace) {
        guard let id = fields.text("id"), let integration = fields.text("integration"),
            let first = fields.sequence("first"), let last = fields.sequence("last"),
            let count = fields.int("events"), let type = fields.text("type"), let planned = fields.time("at")
        else { return nil }
        self.init(
            id: id,
            integration: integration,
            first: first,
            last: last,
            eventCount: count,
            eventID: fields.text("event"),
            eventType: type,
            planned: planned,
            recipient: fields.text("to"),
            payload: .recorded(place),
            chosen: fields.ranges("chosen")
        )
    }
}
