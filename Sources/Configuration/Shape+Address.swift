import Delivery

extension Shape where Value == AddressRange {
    /// An IPv4 or IPv6 address, or a range of them as `10.0.0.0/8`.
    static let addressRange: Shape = Shape<String>.text.map { text, offset, problems in
        if let range = AddressRange(text) { return range }
        let notes = ["an address, or a range by its first address: '192.168.1.5', '192.168.1.0/24', 'fd00::/8'"]
        problems.error("'\(text)' is not an IP address", at: offset, notes: notes)
        return nil
    }
}
