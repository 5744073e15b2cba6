/// An IPv4 or IPv6 address as a number.
///
/// IPv4 is held in its mapped form `::ffff:a.b.c.d` (RFC 4291, 2.5.5.2), so that both spellings are one address.
package struct IPAddress: Sendable, Equatable {
    let bits: UInt128

    package init(ipv4 number: UInt32) { bits = 0xFFFF_0000_0000 | UInt128(number) }

    package init(ipv6 number: UInt128) { bits = number }

    /// Reads `192.0.2.1` or `2001:db8::1`, also with a dotted end; `nil` for anything else, like a scope (`%eth0`).
    package init?(_ text: some StringProtocol) {
        if text.contains(":") {
            guard let number = ipv6Number(text) else { return nil }
            self.init(ipv6: number)
        } else {
            guard let number = ipv4Number(text) else { return nil }
            self.init(ipv4: number)
        }
    }

    package var isIPv4: Bool { bits >> 32 == 0xFFFF }
}

/// A block of addresses: `10.0.0.0/8`, `fc00::/7`; a single address is a block of one.
package struct AddressRange: Sendable, Equatable, CustomStringConvertible {
    /// As it was written.
    package let description: String
    private let first: IPAddress
    /// The bits that all addresses of the range share.
    private let mask: UInt128

    /// Reads a CIDR block (RFC 4632, RFC 4291) or an address; `nil` for anything else, also for bits set past the prefix.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = IPAddress(parts[0]) else { return nil }
        let isDotted = !parts[0].contains(":")
        let width = isDotted ? 32 : 128
        guard let length = parts.count == 2 ? decimal(parts[1], atMost: width) : width else { return nil }
        let shared = isDotted ? 96 + length : length
        mask = shared == 0 ? 0 : UInt128.max << UInt128(128 - shared)
        first = address
        description = String(text)
        guard address.bits & ~mask == 0 else { return nil }
    }

    /// A range of one family never holds addresses of the other: `::/0` is no IPv4 address.
    package func contains(_ address: IPAddress) -> Bool {
        address.bits & mask == first.bits && address.isIPv4 == first.isIPv4
    }
}

/// A number without sign, spaces or leading zeros.
private func decimal(_ text: some StringProtocol, atMost limit: Int) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 3, text == "0" || text.first != "0",
        text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int(text), number <= limit
    else { return nil }
    return number
}

private func ipv4Number(_ text: some StringProtocol) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var number: UInt32 = 0
    for part in parts {
        guard let byte = decimal(part, atMost: 255) else { return nil }
        number = number << 8 | UInt32(byte)
    }
    return number
}

private func ipv6Number(_ text: some StringProtocol) -> UInt128? {
    let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
    guard let last = halves.last, let right = ipv6Groups(last, mayEndDotted: true) else { return nil }
    if halves.count == 1 { return right.count == 8 ? joined(right) : nil }
    guard halves.count == 2, let left = ipv6Groups(halves[0], mayEndDotted: false), left.count + right.count < 8
    else { return nil }
    return joined(left + [UInt16](repeating: 0, count: 8 - left.count - right.count) + right)
}

/// Groups of up to four hexadecimal digits; a dotted IPv4 address counts as two, at the end.
private func ipv6Groups(_ text: some StringProtocol, mayEndDotted: Bool) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    var groups: [UInt16] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
        if mayEndDotted, index == parts.count - 1, let dotted = ipv4Number(part) {
            groups += [UInt16(dotted >> 16), UInt16(truncatingIfNeeded: dotted)]
        } else {
            guard !part.isEmpty, part.utf8.count <= 4, part.first != "+", let group = UInt16(part, radix: 16) else {
                return nil
            }
            groups.append(group)
        }
    }
    return groups
}

private func joined(_ groups: [UInt16]) -> UInt128 {
    groups.reduce(0) { $0 << 16 | UInt128($1) }
}

extension IPAddress: CustomStringConvertible {
    /// Dotted for IPv4, eight hexadecimal groups for IPv6 (not shortened: for messages, not for comparison).
    package var description: String {
        if isIPv4 { return [24, 16, 8, 0].map { String(bits >> $0 & 0xFF) }.joined(separator: ".") }
        return (0..<8).map { String(bits >> (112 - 16 * $0) & 0xFFFF, radix: 16) }.joined(separator: ":")
    }
}
