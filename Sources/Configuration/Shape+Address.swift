import JSON

extension Shape where Value == String {
    /// An IPv4 or IPv6 address, or a range of them as `10.0.0.0/8`.
    static let addressRange: Shape = Shape<String>.text.map { text, offset, problems in
        if isAddressRange(text) { return text }
        let notes = ["an address or a range: '192.168.1.5', '10.0.0.0/8', 'fd00::/8'"]
        problems.error("'\(text)' is not an IP address", at: offset, notes: notes)
        return nil
    }
}

private func isAddressRange(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2 else { return false }
    let bits = isIPv4(parts[0]) ? 32 : isIPv6(parts[0]) ? 128 : nil
    guard let bits else { return false }
    return parts.count == 1 || number(parts[1], atMost: bits) != nil
}

/// Four decimal numbers without leading zeros: what other forms mean depends on who reads them.
private func isIPv4(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { number($0, atMost: 255) != nil }
}

/// RFC 4291 section 2.2: eight groups of hexadecimal digits, `::` once for one or more of zero, IPv4 at the end.
private func isIPv6(_ text: Substring) -> Bool {
    var groups = text.split(separator: ":", omittingEmptySubsequences: false)
    guard groups.count >= 3, groups.count <= 9 else { return false }
    var needed = 8
    if let last = groups.last, isIPv4(last) {
        groups.removeLast()
        needed = 6
    }
    // A colon pair at an end leaves two empty groups there, one of which stands for nothing.
    if groups.count > 1, groups[0].isEmpty, groups[1].isEmpty { groups.removeFirst() }
    if needed == 8, groups.count > 1, groups[groups.count - 1].isEmpty, groups[groups.count - 2].isEmpty {
        groups.removeLast()
    }
    let gaps = groups.filter { $0.isEmpty }.count
    guard gaps <= 1, gaps == 1 ? groups.count <= needed : groups.count == needed else { return false }
    return groups.allSatisfy { $0.isEmpty || $0.count <= 4 && $0.allSatisfy { $0.isHexDigit && $0.isASCII } }
}

private func number(_ text: Substring, atMost limit: Int) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
        text == "0" || text.first != "0", let number = Int(text), number <= limit
    else { return nil }
    return number
}
