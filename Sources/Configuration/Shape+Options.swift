import JSON
import Providers
import Time

/// `disable` as it is written; an object may leave a threshold as it was.
enum Disabling: Sendable {
    case never
    case standard
    case after(failingFor: Duration?, failures: Int?)
}

extension Shape where Value == Disabling {
    static let disabling = Shape(schema: ["anyOf": [["type": "boolean"], DisableKeys.table.schema]]) { json, problems in
        if let isOn = json.bool { return isOn ? .standard : .never }
        guard json.members != nil else {
            problems.expected("an object or false", json)
            return nil
        }
        guard let object = ObjectReader(json, DisableKeys.table, &problems) else { return nil }
        return .after(
            failingFor: object.value(DisableKeys.failingFor, &problems),
            failures: object.value(DisableKeys.failures, &problems)
        )
    }
}

extension Shape where Value == Integration.Start {
    static let start: Shape = Shape<String>.text.map(
        schema: ["anyOf": [["enum": ["firstRun", "beginning"]], ["type": "string", "format": "date-time"]]]
    ) { text, offset, problems in
        switch text {
        case "firstRun": return .firstRun
        case "beginning": return .beginning
        default:
            if let time = Timestamp(rfc3339: text) { return .time(time) }
            let notes = ["'firstRun', 'beginning' or an RFC 3339 time such as '2026-11-21T06:00:00Z'"]
            problems.error("'\(text)' is no place in the event log", at: offset, notes: notes)
            return nil
        }
    }
}

extension Shape where Value == String {
    /// A part of header names (RFC 9110 section 5.1), kept to what every server takes.
    static let headerPrefix: Shape = Shape<String>.text.map(schema: [
        "type": "string", "pattern": "^[A-Za-z][A-Za-z0-9-]{0,63}$",
    ]) {
        text,
        offset,
        problems in
        let isSound = text.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
        if isSound, (1...64).contains(text.utf8.count), let first = text.utf8.first, isLetter(first) { return text }
        let notes = ["a letter, then letters, digits and hyphens, at most 64: 'X-Northflank-'"]
        problems.error("'\(text)' can't begin a header's name", at: offset, notes: notes)
        return nil
    }

    /// https://discord.com/developers/docs/resources/user#usernames-and-nicknames.
    static let discordName: Shape = Shape<String>.text.map(schema: ["type": "string", "minLength": 1, "maxLength": 80])
    {
        text,
        offset,
        problems in
        guard (1...80).contains(text.unicodeScalars.count) else {
            problems.error("a Discord name has 1 to 80 characters", at: offset)
            return nil
        }
        let words = text.lowercased().split { !$0.isLetter }
        for reserved in ["clyde", "discord"] where words.contains(where: { $0 == reserved }) {
            problems.error("Discord refuses names with '\(reserved)'", at: offset)
            return nil
        }
        return text
    }

    static let pictureAddress: Shape = Shape<String>.text.map(schema: [
        "type": "string", "format": "uri", "maxLength": 2048,
    ]) {
        text,
        offset,
        problems in
        do throws(WebhookAddress.Flaw) {
            _ = try WebhookAddress(text)
        } catch {
            problems.error(error.message, at: offset)
            return nil
        }
        guard text.utf8.count <= 2048 else {
            problems.error("the address is longer than 2048 bytes", at: offset)
            return nil
        }
        return text
    }
}

private func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
