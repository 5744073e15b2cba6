/// An address of a mailbox: `local@domain`, in the strict form that goes through every mail system unquoted.
///
/// RFC 5321 section 4.1.2 allows more: quoted local parts, address literals, and by extension UTF-8. What libcurl is
/// given it passes on unchecked, so nothing but this form ever reaches it.
package struct MailAddress: Sendable, Hashable, CustomStringConvertible {
    /// Why a text is no address, in the words of a diagnostic.
    package struct Flaw: Error, Sendable, Equatable {
        package let message: String
        package let note: String
    }

    package let local: String
    /// Lower case.
    package let domain: String

    package var description: String { "\(local)@\(domain)" }

    /// RFC 5321 section 4.5.3.1.
    private static let longestLocal = 64
    private static let longestDomain = 253
    private static let longestLabel = 63

    package init(_ text: String) throws(Flaw) {
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else {
            throw Flaw(message: "an address has an '@'", note: "for example 'ops@example.com'")
        }
        let domain = text[text.utf8.index(after: at)...]
        try MailAddress.check(local: text[..<at])
        try MailAddress.check(domain: domain)
        local = String(text[..<at])
        self.domain = domain.lowercased()
    }

    /// A dot-atom (RFC 5322 section 3.2.3).
    ///
    /// Nor a hyphen first: a mail program could take the address for an option.
    private static func check(local: Substring) throws(Flaw) {
        guard (1...longestLocal).contains(local.utf8.count) else {
            throw Flaw(message: "the part before the '@' has \(local.utf8.count) bytes", note: "1 to \(longestLocal)")
        }
        let parts = local.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isAtomByte) }), !local.hasPrefix("-") else {
            throw Flaw(
                message: "the part before the '@' holds what an address can't",
                note: "letters, digits and !#$%&'*+-/=?^_`{|}~ in words, a dot between words, no hyphen first"
            )
        }
    }

    private static func check(domain: Substring) throws(Flaw) {
        guard domain.utf8.allSatisfy({ $0 < 0x80 }) else {
            throw Flaw(message: "the domain is not ASCII", note: "write it in punycode: 'xn--…'")
        }
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard domain.utf8.count <= longestDomain, labels.allSatisfy(isLabel) else {
            throw Flaw(
                message: "the part behind the '@' is not a host name",
                note: "letters, digits and hyphens, a dot between words: 'example.com'"
            )
        }
    }

    /// RFC 5321 section 4.1.2, `sub-domain`.
    private static func isLabel(_ label: Substring) -> Bool {
        let isWord = label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        return isWord && (1...longestLabel).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
    }
}

/// RFC 5322 section 3.2.3, `atext`.
func isAtomByte(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte) }

func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"):
        true
    default: false
    }
}
