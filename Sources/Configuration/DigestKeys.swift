import Delivery
import Events
import JSON
import Providers
import Time

/// The keys of `digest`: when one is cut, and what it shows.
enum DigestKeys {
    static let every = Key(
        "every",
        "How long after the last digest the next one is due.",
        .duration(.seconds(1) ... .days(366))
    )
    static let at = Key(
        "at",
        "The times of the day at which a digest is due.",
        .list(of: Shape<TimeOfDay>.timeOfDay, atMost: 48)
    )
    static let days = Key(
        "days",
        "The days of the week on which 'at' counts.",
        .list(of: Shape<Weekday>.choice("day"), atMost: 7)
    )
    static let timeZone = Key("timeZone", "Whose clocks are meant, and shown: 'Europe/Paris'.", .text)
    static let quiet = Key<WrittenQuiet>("quiet", "When nothing new is sent that can wait.", .quiet)
    static let minEvents = Key("minEvents", "A digest of fewer events waits.", .integer(1...1_000_000))
    static let maxWait = Key(
        "maxWait",
        "How long a digest of few events waits, from the last one on.",
        .duration(.seconds(60) ... .days(366))
    )
    static let groupBy = Key(
        "groupBy",
        "What the lines are grouped by.",
        .list(of: Shape<Integration.Digest.GroupKey>.choice("group"), atMost: 3)
    )
    static let maxItems = Key("maxItems", "How many lines are shown; totals count all.", .integer(1...1000))
    static let immediate = Key(
        "immediate",
        "Events that are sent singly at once, past the digest and in quiet hours.",
        .eventNames
    )

    static let table = KeyTable([
        every.row, at.row, days.row, timeZone.row, quiet.row, minEvents.row, maxWait.row, groupBy.row, maxItems.row,
        immediate.row,
    ])
}

/// `digest.quiet` as it is written.
enum WrittenQuiet: Sendable {
    case never
    case hours(QuietHours)
}

private enum QuietKeys {
    static let from = Key("from", "When the quiet begins.", Shape<TimeOfDay>.timeOfDay)
    static let to = Key("to", "When it ends; an earlier time is one of the next day.", Shape<TimeOfDay>.timeOfDay)

    static let table = KeyTable([from.row, to.row], required: [from.name, to.name])
}

extension Shape where Value == TimeOfDay {
    static let timeOfDay = Shape<String>.text.map(
        schema: ["type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"]
    ) { text, offset, problems in
        if let time = TimeOfDay(text: text) { return time }
        problems.error("'\(text)' is not a time of the day", at: offset, notes: ["two digits each: '09:00'"])
        return nil
    }
}

extension Shape where Value == WrittenQuiet {
    static let quiet = Shape(schema: ["anyOf": [QuietKeys.table.schema, ["const": false]]]) { json, problems in
        if json.bool == false { return .never }
        guard json.members != nil else {
            problems.expected("an object or false", json)
            return nil
        }
        guard let object = ObjectReader(json, QuietKeys.table, &problems),
            let from = object.value(QuietKeys.from, &problems), let to = object.value(QuietKeys.to, &problems)
        else { return nil }
        guard let hours = QuietHours(from: from, to: to) else {
            let notes = ["'belfry mute' keeps an integration quiet for a while"]
            problems.error("quiet hours begin and end at different times", at: json.offset, notes: notes)
            return nil
        }
        return .hours(hours)
    }
}

/// What was written of `digest`.
struct DigestOptions: Sendable {
    let every: Duration?
    let at: [TimeOfDay]?
    let days: Set<Weekday>?
    let timeZone: TimeZone?
    let quiet: WrittenQuiet?
    let minEvents: Int?
    let maxWait: Duration?
    let groupBy: [Integration.Digest.GroupKey]?
    let maxItems: Int?
    let immediate: [EventPattern]?

    init(_ object: ObjectReader, _ selector: EventSelector, _ zones: ZoneResolver, _ problems: inout Problems) {
        every = object.value(DigestKeys.every, &problems)
        at = object.value(DigestKeys.at, &problems).map { Set($0.map { $0.value }).sorted() }
        days = object.value(DigestKeys.days, &problems).map { Set($0.map { $0.value }) }
        if let written = object.json[DigestKeys.days.name], written.array?.isEmpty == true {
            problems.error("without a day no digest is ever cut", at: written.offset)
        }
        timeZone = object.located(DigestKeys.timeZone, &problems).flatMap { $0.zone(by: zones, &problems) }
        quiet = object.value(DigestKeys.quiet, &problems)
        minEvents = object.value(DigestKeys.minEvents, &problems)
        maxWait = object.value(DigestKeys.maxWait, &problems)
        groupBy = object.value(DigestKeys.groupBy, &problems)?.map { $0.value }
        maxItems = object.value(DigestKeys.maxItems, &problems)
        immediate = object.value(DigestKeys.immediate, &problems).map { selector.patterns(for: $0, &problems) }
    }

    func apply(to integration: inout Integration) {
        if let every { integration.digest.schedule.every = every }
        set(&integration.digest.schedule.at, at)
        set(&integration.digest.schedule.days, days)
        set(&integration.digest.schedule.minimumEvents, minEvents)
        set(&integration.digest.schedule.longestWait, maxWait)
        set(&integration.timeZone, timeZone)
        set(&integration.digest.groupBy, groupBy)
        set(&integration.digest.maxItems, maxItems)
        set(&integration.digest.immediate, immediate)
        switch quiet {
        case .hours(let hours): integration.digest.quiet = hours
        case .never: integration.digest.quiet = nil
        case nil: break
        }
    }
}
