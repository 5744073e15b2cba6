extension IPAddress {
    /// It may be a host on the public internet.
    package var isPublic: Bool { !AddressRange.notPublic.contains { $0.contains(self) } }
}

extension AddressRange {
    /// What is no host on the public internet.
    ///
    /// https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry. The ranges that
    /// carry an IPv4 address inside (NAT64, 6to4, Teredo, IPv4-compatible) are refused whole: they lead to the refused ones.
    fileprivate static let notPublic: [AddressRange] = [
        "0.0.0.0/8",  // this host
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  // private
        "100.64.0.0/10",  // carrier NAT
        "127.0.0.0/8",  // loopback
        "169.254.0.0/16",  // link-local, cloud metadata
        "192.0.0.0/24",  // protocol assignments
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",  // documentation
        "192.88.99.0/24",  // 6to4 relays
        "198.18.0.0/15",  // benchmarks
        "224.0.0.0/4",  // multicast
        "240.0.0.0/4",  // reserved, broadcast
        "::/96",  // unspecified, loopback, IPv4-compatible
        "64:ff9b::/96", "64:ff9b:1::/48",  // NAT64
        "100::/64",  // discard
        "2001::/32",  // Teredo
        "2001:db8::/32", "3fff::/20",  // documentation
        "2002::/16",  // 6to4
        "5f00::/16",  // segment routing
        "fc00::/7",  // unique local
        "fe80::/10", "fec0::/10",  // link-local, site-local
        "ff00::/8",  // multicast
    ].map { text in
        guard let range = AddressRange(text) else { preconditionFailure("'\(text)' is no address range") }
        return range
    }
}
