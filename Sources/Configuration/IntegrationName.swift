/// Northflank's rule for names: letters and digits in words, one space or hyphen between words, a letter first.
///
/// `^[a-zA-Z]((-|\s)?[a-zA-Z0-9]+((-|\s)[a-zA-Z0-9]+)*)?$` with 3 to 39 characters, `\s` taken as a space only: a name
/// goes into an HTTP header, where a line break would begin another one.
enum IntegrationName {
    static let pattern = "^[a-zA-Z]((-| )?[a-zA-Z0-9]+((-| )[a-zA-Z0-9]+)*)?$"
    static let lengths = 3...39

    /// What is wrong with a name, `nil` for a good one.
    static func problem(of name: String) -> String? {
        let characters = Array(name.unicodeScalars)
        guard lengths.contains(characters.count) else {
            return
                "a name has \(lengths.lowerBound) to \(lengths.upperBound) characters, this one has \(characters.count)"
        }
        if let wrong = characters.first(where: { !isWord($0) && !isSeparator($0) }) {
            let shown = wrong.value > 0x20 ? "'\(wrong)'" : "a control character"
            return "\(shown) is not allowed in a name"
        }
        guard ("a"..."z").contains(characters[0]) || ("A"..."Z").contains(characters[0]) else {
            return "a name begins with a letter"
        }
        guard characters.last.map(isWord) == true else { return "a name ends with a letter or digit" }
        for (character, next) in zip(characters, characters.dropFirst())
        where isSeparator(character) && isSeparator(next) {
            return "a name has one space or hyphen between words"
        }
        return nil
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "-" }
}

/// The id of an integration: the stem of its file, part of paths and delivery ids.
package enum IntegrationID {
    package static let pattern = "[a-z0-9][a-z0-9._-]{0,62}"
    private static let maximumLength = 63

    package static func isValid(_ id: String) -> Bool {
        let bytes = Array(id.utf8)
        guard (1...maximumLength).contains(bytes.count) else { return false }
        return isWord(bytes[0]) && bytes.allSatisfy { isWord($0) || "._-".utf8.contains($0) }
    }

    /// The id that a name suggests, as Northflank makes it: `Example Notification` is `example-notification`.
    ///
    /// A number is added when the id is taken: `example-notification-2`.
    package static func slug(_ name: String, taken: Set<String> = []) -> String {
        let words = name.lowercased().utf8.split { !isWord($0) }.map { String(decoding: $0, as: UTF8.self) }
        let slug = words.isEmpty ? "integration" : words.joined(separator: "-")
        let id = trimmed(slug, to: maximumLength)
        guard taken.contains(id) else { return id }
        var number = 2
        while true {
            let suffix = "-\(number)"
            let candidate = trimmed(slug, to: maximumLength - suffix.count) + suffix
            if !taken.contains(candidate) { return candidate }
            number += 1
        }
    }

    private static func trimmed(_ slug: String, to length: Int) -> String {
        var slug = slug.prefix(length)
        while slug.last == "-" { slug.removeLast() }
        return String(slug)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
