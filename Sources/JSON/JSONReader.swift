package import Diagnostics

/// What `JSON.read` allows beyond RFC 8259.
package struct JSONDialect: Sendable {
    /// `//` comments to the end of the line, as editors know them from JSONC: configuration files only.
    package var lineComments: Bool
    /// Deeper nesting is an error (RFC 8259 section 9 allows a limit).
    package var maximumDepth: Int

    package static let strict = JSONDialect(lineComments: false, maximumDepth: 64)
    package static let configuration = JSONDialect(lineComments: true, maximumDepth: 64)

    package init(lineComments: Bool, maximumDepth: Int) {
        self.lineComments = lineComments
        self.maximumDepth = maximumDepth
    }
}

/// Where and why a text is not JSON.
package struct JSONError: Error, Sendable, Equatable {
    /// Byte offset in the text that was read.
    package let offset: Int
    /// Lower case, without a full stop, as in `Diagnostic`.
    package let message: String
    /// The text ended too early: with more of it, it might be JSON.
    package let isIncomplete: Bool

    package init(offset: Int, message: String, isIncomplete: Bool = false) {
        self.offset = offset
        self.message = message
        self.isIncomplete = isIncomplete
    }
}

extension JSON {
    /// Reads exactly one JSON value: RFC 8259, strict UTF-8, no duplicate keys.
    package static func read(_ bytes: [UInt8], dialect: JSONDialect = .strict) throws(JSONError) -> JSON {
        var tape = JSONTape()
        return try tape.read(bytes, dialect: dialect)
    }

    /// Reads a file of one JSON value; what is wrong has a place in that file.
    package static func read(_ file: SourceFile, dialect: JSONDialect = .strict) throws(Diagnostic) -> JSON {
        do {
            return try read(file.bytes, dialect: dialect)
        } catch {
            throw Diagnostic(in: file, at: error.offset, error.message)
        }
    }
}
