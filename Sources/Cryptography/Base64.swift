/// Base64 with the standard alphabet (RFC 4648, section 4).
package enum Base64 {
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            text += [18, 12, 6, 0].prefix(group.count + 1).map { alphabet[bits >> $0 & 63] }
            text += Array(repeating: padding, count: 3 - group.count)
        }
        return text
    }

    /// Takes padding, or none at all; `nil` for any other character, for a length that no bytes have, and for bits that
    /// are left over and not zero: each text stands for itself alone.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let digits = text.prefix { $0 != padding }
        let paddings = text.dropFirst(digits.count)
        guard digits.count % 4 != 1, paddings.allSatisfy({ $0 == padding }),
            paddings.isEmpty || (paddings.count <= 2 && text.count % 4 == 0)
        else { return nil }
        var bytes: [UInt8] = []
        var bits = 0
        var count = 0
        for digit in digits {
            guard let value = alphabet.firstIndex(of: digit) else { return nil }
            bits = bits << 6 | value
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            bits &= 1 << count - 1
        }
        return bits == 0 ? bytes : nil
    }

    private static let padding = UInt8(ascii: "=")
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
