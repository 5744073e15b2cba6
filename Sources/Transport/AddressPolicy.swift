package import Delivery

/// Which addresses a connection may be opened to, judged on the resolved address.
///
/// The text of a URL says nothing: `2130706433`, `0x7f.1` and a name under somebody else's control are all 127.0.0.1 in
/// the end.
package struct AddressPolicy: Sendable, Equatable {
    /// Every address is allowed.
    private let allowsPrivate: Bool
    /// Addresses that may be connected to although they are not public.
    private let exceptions: [AddressRange]

    package init(allowPrivate: Bool, exceptions: [AddressRange]) {
        allowsPrivate = allowPrivate
        self.exceptions = exceptions
    }

    package func allows(_ address: IPAddress) -> Bool {
        allowsPrivate || address.isPublic || exceptions.contains { $0.contains(address) }
    }
}
