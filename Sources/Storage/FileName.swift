/// A name in a folder: any bytes but `/` and NUL, as Linux has them.
package struct FileName: Sendable, Hashable, Comparable, ExpressibleByStringLiteral {
    /// With the closing NUL.
    private let bytes: [CChar]

    package init(_ text: String) { bytes = Array(text.utf8CString) }
    package init(stringLiteral value: StaticString) { self.init(value.description) }
    init(bytes: [UInt8]) { self.bytes = bytes.map { CChar(bitPattern: $0) } + [0] }
    init(cString: UnsafePointer<CChar>) {
        var bytes: [CChar] = []
        var next = unsafe cString
        while unsafe next.pointee != 0 {
            unsafe bytes.append(next.pointee)
            unsafe next += 1
        }
        bytes.append(0)
        self.bytes = bytes
    }

    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("a name has no NUL") }
            return unsafe body(base)
        }
    }

    /// The name as text; bytes that are not UTF-8 are shown as U+FFFD.
    package var text: String { String(decoding: rawBytes, as: UTF8.self) }

    /// Without the closing NUL.
    var rawBytes: [UInt8] { bytes.dropLast().map { UInt8(bitPattern: $0) } }

    package var count: Int { bytes.count - 1 }

    package func hasSuffix(_ suffix: StaticString) -> Bool {
        let suffix = suffix.description.utf8.map { CChar(bitPattern: $0) }
        return bytes.dropLast().suffix(suffix.count).elementsEqual(suffix)
    }

    package var isHidden: Bool { bytes.first == CChar(UInt8(ascii: ".")) }

    package static func < (a: FileName, b: FileName) -> Bool {
        a.bytes.lexicographicallyPrecedes(b.bytes) { UInt8(bitPattern: $0) < UInt8(bitPattern: $1) }
    }
}
