package import JSON
package import Time

extension LedgerRecord {
    /// The record as the ledger writes it; `t` names its kind.
    package var json: JSON {
        switch self {
        case .begin(let at, let imports):
            ["t": "begin", "at": .time(at), "imports": .array(imports.map { .number($0) })]
        case .imported: ["t": "imported"]
        case .seen(let integration, let at, let cursor, let awaitsConfirmation):
            .object(
                [
                    .init("t", "seen"), .init("integration", .string(integration)), .init("at", .time(at)),
                    .init("cursor", .number(cursor)),
                ] + (awaitsConfirmation ? [.init("confirm", true)] : [])
            )
        case .changed(let integration, let at, let fingerprint, let address, let subscription):
            .object(
                [
                    .init("t", "changed"), .init("integration", .string(integration)), .init("at", .time(at)),
                    .init("fingerprint", .string(fingerprint)), .init("address", .string(address)),
                ] + (subscription.map { [.init("subscription", $0.json)] } ?? [])
            )
        case .planned(let delivery): delivery.json(kind: "planned")
        case .plannedEvents(let integration, let at, let events):
            [
                "t": "plannedEvents", "integration": .string(integration), "at": .time(at),
                "events": .array(events.map(\.json)),
            ]
        case .commit(let deliveries, let cursors):
            ["t": "commit", "deliveries": .number(deliveries), "cursors": .array(cursors.map(\.json))]
        case .sending(let delivery, let integration, let number, let at):
            [
                "t": "sending", "delivery": .string(delivery), "integration": .string(integration),
                "n": .number(number), "at": .time(at),
            ]
        case .attempted(let attempt): attempt.json
        case .counted(let integration, let failures, let since):
            ["t": "counted", "integration": .string(integration), "failures": .number(failures), "since": .time(since)]
        case .paused(let host, let until): ["t": "paused", "host": .string(host), "until": .time(until)]
        case .disabled(let integration, let at, let reason):
            ["t": "disabled", "integration": .string(integration), "at": .time(at), "reason": .string(reason)]
        case .enabled(let integration, let at, let replay, let through):
            [
                "t": "enabled", "integration": .string(integration), "at": .time(at),
                "replay": .string(replay.rawValue), "through": .number(through),
            ]
        case .tested(let test): test.json
        case .noticed(let integration, let at, let noticed):
            .object(
                [.init("t", "noticed"), .init("integration", .string(integration)), .init("at", .time(at))]
                    + (noticed?.members ?? [.init("percent", 0)])
            )
        case .requeued, .parked, .released, .dropped: handJSON
        case .muted(let integration, let mute): mute.json(kind: "muted", of: integration)
        case .unmuted(let integration, let mute, let at):
            ["t": "unmuted", "integration": .string(integration), "mute": .string(mute), "at": .time(at)]
        case .end(let at): ["t": "end", "at": .time(at)]
        }
    }

    /// Reads what `json` wrote; `nil` for a kind or form that this version does not know.
    ///
    /// - Parameters:
    ///   - json: a record of the ledger.
    ///   - place: where the line stands, for deliveries whose payload is recorded in it.
    package init?(_ json: JSON, at place: LogPlace) {
        let fields = RecordFields(json)
        guard let kind = fields.text("t"), let record = LedgerRecord.read(kind, fields, place) else { return nil }
        self = record
    }

    private static func read(_ kind: String, _ fields: RecordFields, _ place: LogPlace) -> LedgerRecord? {
        switch kind {
        case "begin":
            guard let at = fields.time("at"),
                let imports = fields.list("imports", { $0.int.flatMap(UInt32.init(exactly:)) })
            else { return nil }
            return .begin(at: at, imports: imports)
        case "imported": return .imported
        case "planned": return Delivery(fields, recordedAt: place).map { .planned($0) }
        case "commit":
            guard let deliveries = fields.int("deliveries"),
                let cursors = fields.list("cursors", { CursorAdvance(RecordFields($0)) })
            else { return nil }
            return .commit(deliveries: deliveries, cursors: cursors)
        case "attempted": return Attempt(fields).map { .attempted($0) }
        case "paused":
            guard let host = fields.text("host"), let until = fields.time("until") else { return nil }
            return .paused(host: host, until: until)
        case "end": return fields.time("at").map { .end(at: $0) }
        default:
            guard let integration = fields.text("integration") else { return nil }
            return read(kind, of: integration, fields)
        }
    }

    private static func read(_ kind: String, of integration: String, _ fields: RecordFields) -> LedgerRecord? {
        if kind == "counted" {
            guard let failures = fields.int("failures"), let since = fields.time("since") else { return nil }
            return .counted(integration: integration, failures: failures, since: since)
        }
        guard let at = fields.time("at") else { return nil }
        switch kind {
        case "seen":
            return fields.sequence("cursor").map {
                .seen(integration: integration, at: at, cursor: $0, awaitsConfirmation: fields.flag("confirm"))
            }
        case "tested": return AddressTest(of: integration, at: at, fields).map { .tested($0) }
        case "changed":
            guard let fingerprint = fields.text("fingerprint"), let address = fields.text("address") else { return nil }
            return .changed(
                integration: integration,
                at: at,
                fingerprint: fingerprint,
                address: address,
                subscription: fields.json["subscription"].flatMap { Subscription(RecordFields($0)) }
            )
        case "plannedEvents":
            guard let events = fields.list("events", PlannedEvent.init) else { return nil }
            return .plannedEvents(integration: integration, at: at, events: events)
        case "sending":
            guard let delivery = fields.text("delivery"), let number = fields.int("n") else { return nil }
            return .sending(delivery: delivery, integration: integration, number: number, at: at)
        case "disabled": return fields.text("reason").map { .disabled(integration: integration, at: at, reason: $0) }
        case "enabled":
            guard let replay = fields.text("replay").flatMap(Replay.init(rawValue:)),
                let through = fields.sequence("through")
            else { return nil }
            return .enabled(integration: integration, at: at, replay: replay, through: through)
        case "muted": return Mute(fields).map { .muted(integration: integration, $0) }
        case "unmuted": return fields.text("mute").map { .unmuted(integration: integration, mute: $0, at: at) }
        case "noticed":
            if fields.int("percent") == 0 { return .noticed(integration: integration, at: at, nil) }
            return Noticed(fields).map { .noticed(integration: integration, at: at, $0) }
        default: return readHand(kind, of: integration, fields, at: at)
        }
    }
}

extension Noticed {
    var members: [JSON.Member] { [.init("percent", .number(percent)), .init("since", .time(since))] }

    init?(_ fields: RecordFields) {
        guard let percent = fields.int("percent"), let since = fields.time("since") else { return nil }
        self.init(percent: percent, since: since)
    }
}

extension JSON {
    /// A moment as RFC 3339 text, so that `cat` and `jq` show what a person can read.
    package static func time(_ time: Timestamp) -> JSON { .string(time.rfc3339) }

    /// Sequence numbers as `[[first, last], …]`.
    static func ranges(_ ranges: [ClosedRange<UInt64>]) -> JSON {
        .array(ranges.map { [.number($0.lowerBound), .number($0.upperBound)] })
    }
}

/// Typed access to the members of one record.
struct RecordFields {
    let json: JSON

    init(_ json: JSON) { self.json = json }

    func text(_ key: String) -> String? { json[key]?.string }
    func int(_ key: String) -> Int? { json[key]?.int }
    func flag(_ key: String) -> Bool { json[key]?.bool ?? false }
    func time(_ key: String) -> Timestamp? { text(key).flatMap { Timestamp(rfc3339: $0) } }
    func sequence(_ key: String) -> UInt64? { int(key).flatMap(UInt64.init(exactly:)) }
    func place(_ key: String) -> LogPlace? { json[key].flatMap(LogPlace.init) }

    /// Sequence numbers as `[[first, last], …]`; empty where there are none.
    func ranges(_ key: String) -> [ClosedRange<UInt64>] {
        list(key, RecordFields.range) ?? []
    }

    static func range(_ pair: JSON) -> ClosedRange<UInt64>? {
        guard let ends = pair.array, ends.count == 2, let first = ends[0].int.flatMap(UInt64.init(exactly:)),
            let last = ends[1].int.flatMap(UInt64.init(exactly:)), first <= last
        else { return nil }
        return first...last
    }

    /// `nil` when one of the elements cannot be read: half a batch is no batch.
    func list<Element>(_ key: String, _ read: (JSON) -> Element?) -> [Element]? {
        guard let elements = json[key]?.array else { return nil }
        let list = elements.compactMap(read)
        return list.count == elements.count ? list : nil
    }
}

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

extension CursorAdvance {
    var json: JSON {
        var members: [JSON.Member] = [
            .init("integration", .string(integration)), .init("sequence", .number(sequence)),
        ]
        if lane != .all { members.append(.init("lane", .string(lane.rawValue))) }
        if matched > 0 { members.append(.init("matched", .number(matched))) }
        if let cut { members.append(.init("cut", .time(cut))) }
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

extension AddressTest {
    var json: JSON {
        var members: [JSON.Member] = [
            .init("t", "tested"), .init("integration", .string(integration)), .init("at", .time(started)),
            .init("ms", .number(duration.milliseconds)),
        ]
        if let recipient { members.append(.init("to", .string(recipient))) }
        if let status { members.append(.init("status", .number(status))) }
        if let failureClass { members.append(.init("class", .string(failureClass.rawValue))) }
        if let reason { members.append(.init("reason", .string(reason))) }
        return .object(members)
    }

    init?(of integration: String, at time: Timestamp, _ fields: RecordFields) {
        let word = fields.text("class")
        let failureClass = word.flatMap(FailureClass.init(rawValue:))
        // A class that is not known must not be taken for a success.
        guard let milliseconds = fields.int("ms"), (word == nil) == (failureClass == nil) else { return nil }
        self.init(
            integration: integration,
            recipient: fields.text("to"),
            started: time,
            duration: .milliseconds(milliseconds),
            status: fields.int("status"),
            failureClass: failureClass,
            reason: fields.text("reason")
        )
    }
}

extension Attempt {
    var json: JSON {
        var members: [JSON.Member] = [
            .init("t", "attempted"), .init("delivery", .string(delivery)), .init("integration", .string(integration)),
            .init("n", .number(number)), .init("at", .time(started)), .init("ms", .number(duration.milliseconds)),
            .init("trigger", .string(trigger.rawValue)), .init("result", .string(result.rawValue)),
        ]
        if let status { members.append(.init("status", .number(status))) }
        if let failureClass { members.append(.init("class", .string(failureClass.rawValue))) }
        if let reason { members.append(.init("reason", .string(reason))) }
        if let due { members.append(.init("due", .time(due))) }
        if counts { members.append(.init("counts", true)) }
        if let laneUntil { members.append(.init("laneUntil", .time(laneUntil))) }
        if isRateLimited { members.append(.init("rateLimited", true)) }
        if hasExpired { members.append(.init("expired", true)) }
        if isOwnFailure { members.append(.init("own", true)) }
        if !answerHeaders.isEmpty {
            members.append(
                .init("headers", .array(answerHeaders.map { .array([.string($0.name), .string($0.value)]) }))
            )
        }
        if !answerBody.isEmpty { members.append(.init("body", .string(answerBody))) }
        return .object(members)
    }

    init?(_ fields: RecordFields) {
        guard let delivery = fields.text("delivery"), let integration = fields.text("integration"),
            let number = fields.int("n"), let started = fields.time("at"), let milliseconds = fields.int("ms"),
            let trigger = fields.text("trigger").flatMap(Trigger.init(rawValue:)),
            let result = fields.text("result").flatMap(Result.init(rawValue:))
        else { return nil }
        let headers = (fields.json["headers"]?.array ?? []).compactMap { pair -> Header? in
            guard let pair = pair.array, pair.count == 2, let name = pair[0].string, let value = pair[1].string else {
                return nil
            }
            return Header(name, value)
        }
        self.init(
            delivery: delivery,
            integration: integration,
            number: number,
            started: started,
            duration: .milliseconds(milliseconds),
            trigger: trigger,
            result: result,
            status: fields.int("status"),
            failureClass: fields.text("class").flatMap(FailureClass.init(rawValue:)),
            reason: fields.text("reason"),
            due: fields.time("due"),
            counts: fields.flag("counts"),
            laneUntil: fields.time("laneUntil"),
            isRateLimited: fields.flag("rateLimited"),
            hasExpired: fields.flag("expired"),
            isOwnFailure: fields.flag("own"),
            answerHeaders: headers,
            answerBody: fields.text("body") ?? ""
        )
    }
}
