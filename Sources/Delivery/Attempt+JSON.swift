import JSON
import Time

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
