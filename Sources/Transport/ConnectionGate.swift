import CCurl
import Delivery
import Glibc

/// Decides which peers one transfer at a time may be connected to, on the resolved address.
///
/// A class because libcurl keeps its address for the callback; whoever owns the handle keeps it alive.
final class ConnectionGate {
    private var addresses = AddressPolicy(allowPrivate: false, exceptions: [])
    private var blockedAddress: String?
    /// An allowed address was there too: what went wrong with that one is the reason then.
    private var hasAdmitted = false
    /// With a proxy every address is the proxy's, and the operator named it.
    private let usesProxy: Bool
    /// A new connection was tried for this transfer; else one that was kept is used.
    private(set) var opensConnection = false

    init(usesProxy: Bool = false) { self.usesProxy = usesProxy }

    /// Begins a transfer.
    func open(under addresses: AddressPolicy) {
        self.addresses = addresses
        blockedAddress = nil
        hasAdmitted = false
        opensConnection = false
    }

    /// Whether a connection to this address may be made, or used.
    fileprivate func admits(_ address: IPAddress?, _ text: @autoclosure () -> String) -> Bool {
        if usesProxy { return true }
        // Only what could be read can be judged.
        if let address, addresses.allows(address) {
            hasAdmitted = true
            return true
        }
        blockedAddress = text()
        return false
    }

    /// The same for a peer as libcurl prints it.
    ///
    /// A kept connection was admitted by the options of another transfer: this one may not be allowed there.
    func admits(peer: UnsafePointer<CChar>) -> Bool {
        admits(unsafe IPAddress(numeric: peer), unsafe String(cString: peer))
    }

    fileprivate func noteConnection() { opensConnection = true }

    /// Why a transfer ended so, if it was the gate's doing.
    func refusal(_ code: CURLcode) -> TransferError? {
        guard let blockedAddress,
            code == CURLE_ABORTED_BY_CALLBACK || (code == CURLE_COULDNT_CONNECT && !hasAdmitted)
        else { return nil }
        let reason = "the address \(blockedAddress) is not allowed: 'allowPrivate' or 'allowAddresses' admit it"
        return TransferError(.blockedAddress, reason: reason, code: Int(code.rawValue))
    }
}

extension EasyHandle {
    /// Has the gate asked before each new connection; it must live as long as the handle.
    func guardConnections(by gate: ConnectionGate) {
        unsafe curl_easy_setopt_opensocket(pointer, CURLOPT_OPENSOCKETFUNCTION, openSocket)
        unsafe set(CURLOPT_OPENSOCKETDATA, to: Unmanaged.passUnretained(gate).toOpaque())
    }
}

/// CURLOPT_OPENSOCKETFUNCTION(3): every address that a new connection is tried on.
private func openSocket(
    _ owner: UnsafeMutableRawPointer?,
    _ purpose: curlsocktype,
    _ target: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let owner = unsafe owner, let target = unsafe target else { return CURL_SOCKET_BAD }
    let gate = unsafe Unmanaged<ConnectionGate>.fromOpaque(owner).takeUnretainedValue()
    let address = unsafe IPAddress(target)
    gate.noteConnection()
    guard gate.admits(address, address?.description ?? "of an unknown family") else { return CURL_SOCKET_BAD }
    let kind = unsafe target.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
    return unsafe socket(target.pointee.family, kind, target.pointee.protocol)
}

extension IPAddress {
    /// Reads the address as libcurl prints it (inet_pton(3)).
    fileprivate init?(numeric text: UnsafePointer<CChar>) {
        var ipv4 = in_addr()
        var ipv6 = in6_addr()
        if unsafe inet_pton(AF_INET, text, &ipv4) == 1 {
            self.init(ipv4: UInt32(bigEndian: ipv4.s_addr))
        } else if unsafe inet_pton(AF_INET6, text, &ipv6) == 1 {
            self.init(ipv6: UInt128(bigEndian: unsafe unsafeBitCast(ipv6, to: UInt128.self)))
        } else {
            return nil
        }
    }

    /// Reads the address out of a `curl_sockaddr`; `nil` for families other than IPv4 and IPv6.
    fileprivate init?(_ target: UnsafeMutablePointer<curl_sockaddr>) {
        // `addr` is the beginning of a storage that is large enough for either family.
        let storage = unsafe UnsafeRawPointer(target).advanced(by: MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0)
        switch unsafe target.pointee.family {
        case AF_INET:
            self.init(ipv4: UInt32(bigEndian: unsafe storage.load(as: sockaddr_in.self).sin_addr.s_addr))
        case AF_INET6:
            let bytes = unsafe storage.load(as: sockaddr_in6.self).sin6_addr
            self.init(ipv6: UInt128(bigEndian: unsafe unsafeBitCast(bytes, to: UInt128.self)))
        default: return nil
        }
    }
}
