/// An address with the name that is shown for it: `Belfry <belfry@example.com>`.
package struct Mailbox: Sendable, Hashable {
    package let name: String?
    package let address: MailAddress

    package init(name: String? = nil, _ address: MailAddress) {
        self.name = name
        self.address = address
    }

    /// Reads `local@domain` or `Name <local@domain>`; quotes around the name are left out.
    package init(_ text: String) throws(MailAddress.Flaw) {
        guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else {
            self.init(try MailAddress(text))
            return
        }
        var name = text[..<open].drop { $0 == " " }
        while name.last == " " { name.removeLast() }
        if name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") { name = name.dropFirst().dropLast() }
        let isLine = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard isLine, name.utf8.count <= Mailbox.longestName else {
            throw MailAddress.Flaw(
                message: "the name can't stand before an address",
                note: "one line, at most 200 bytes"
            )
        }
        self.init(
            name: name.isEmpty ? nil : String(name),
            try MailAddress(String(text[text.index(after: open)...].dropLast()))
        )
    }

    private static let longestName = 200

    /// The words that a header is folded between (RFC 5322 section 3.4).
    var words: [String] {
        guard let name else { return [address.description] }
        return Mailbox.phrase(name) + ["<\(address)>"]
    }

    /// A display name: atoms as they are, other ASCII between quotes, all else and all that is long as encoded-words.
    static func phrase(_ name: String) -> [String] {
        let atoms = name.split(separator: " ", omittingEmptySubsequences: false)
        let isShort = name.utf8.count <= longestPlainName
        if isShort, atoms.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isAtomByte) && !$0.hasPrefix("=?") }) {
            return atoms.map(String.init)
        }
        guard isShort, name.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            return EncodedWord.words(for: name, indent: longestFieldName)
        }
        return ["\"" + name.reduce(into: "") { $0 += $1 == "\"" || $1 == "\\" ? "\\\($1)" : String($1) } + "\""]
    }

    /// With its quotes and escapes it still fits on a line.
    private static let longestPlainName = 30
    /// `Reply-To: ` and shorter ones stand before a name.
    private static let longestFieldName = 10
}
