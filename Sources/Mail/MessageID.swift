/// A name for a message that no other has: `<left@domain>` (RFC 5322 section 3.6.4).
package struct MessageID: Sendable, Equatable, CustomStringConvertible {
    private let left: String
    private let domain: String

    /// Makes the id of a name that is unique under a domain of ours.
    package init(_ name: String, at domain: String) {
        left = MessageID.dotAtom(name)
        self.domain = domain
    }

    /// The name as words with dots between (RFC 5322 section 3.2.3).
    ///
    /// Where dots stand otherwise, all of them become `+`, which no name of ours has.
    package static func dotAtom(_ name: String) -> String {
        let words = name.split(separator: ".", omittingEmptySubsequences: false)
        return words.joined(separator: words.allSatisfy { !$0.isEmpty } ? "." : "+")
    }

    package var description: String { "<\(left)@\(domain)>" }
}
