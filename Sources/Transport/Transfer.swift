import CCurl
import Delivery
import Glibc

/// A request under way, and after it the handle for the next one.
///
/// A class because libcurl keeps its address for the callbacks; `Transport` keeps it alive.
final class Transfer {
    let handle = EasyHandle()
    private(set) var tag: UInt64 = 0
    private var headers: HeaderList?
    private var addresses = AddressPolicy(allowPrivate: false, exceptions: [])
    private var body: [UInt8] = []
    private var answerLimit = 0
    private var isCut = false
    private var blockedAddress: String?
    private var sendings = 0
    private let usesProxy: Bool

    /// Headers of an answer that are kept, in bytes; libcurl itself stops at 300 KB.
    private static let answerHeaderLimit = 16_384

    /// Sets what is the same for all transfers.
    ///
    /// - Parameters:
    ///   - mark: What `MultiHandle.nextEnded` will name this transfer by.
    ///   - userAgent: The header of that name.
    ///   - network: What holds for every request.
    init(mark: Int, userAgent: String, _ network: NetworkSettings) {
        usesProxy = network.proxy != nil
        unsafe handle.set(CURLOPT_PRIVATE, to: UnsafeMutableRawPointer(bitPattern: mark))
        handle.set(CURLOPT_USERAGENT, to: userAgent)
        handle.set(CURLOPT_POST, to: 1)
        handle.set(CURLOPT_NOSIGNAL, to: 1)
        // Over HTTP/2 libcurl sends a refused POST again by itself.
        handle.set(CURLOPT_HTTP_VERSION, to: Int(CURL_HTTP_VERSION_1_1))
        handle.set(CURLOPT_FOLLOWLOCATION, to: 0)
        setProxy(network.proxy)
        setCertificates(network.caFile)
        handle.set(quickExit, to: 1)
        setCallbacks()
    }

    private func setProxy(_ proxy: String?) {
        // Even empty ones keep libcurl from looking at `http_proxy`, `no_proxy` and their like.
        handle.set(CURLOPT_PROXY, to: proxy ?? "")
        handle.set(CURLOPT_NOPROXY, to: "")
        // What a proxy answers when it is asked for a tunnel is no answer of the endpoint.
        handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, to: 1)
    }

    /// The peer must prove its name, and so must an `https` proxy.
    private func setCertificates(_ file: String?) {
        for (peer, host, version) in [
            (CURLOPT_SSL_VERIFYPEER, CURLOPT_SSL_VERIFYHOST, CURLOPT_SSLVERSION),
            (CURLOPT_PROXY_SSL_VERIFYPEER, CURLOPT_PROXY_SSL_VERIFYHOST, CURLOPT_PROXY_SSLVERSION),
        ] {
            handle.set(peer, to: 1)
            handle.set(host, to: 2)
            handle.set(version, to: Int(CURL_SSLVERSION_TLSv1_2))
        }
        guard let file else { return }
        // In place of the system's file; the system's folder, which holds the same ones, is looked into as before.
        handle.set(CURLOPT_CAINFO, to: file)
        handle.set(CURLOPT_PROXY_CAINFO, to: file)
    }

    private func setCallbacks() {
        let address = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe curl_easy_setopt_write(handle.pointer, CURLOPT_WRITEFUNCTION, keepBody)
        unsafe handle.set(CURLOPT_WRITEDATA, to: address)
        unsafe curl_easy_setopt_opensocket(handle.pointer, CURLOPT_OPENSOCKETFUNCTION, openSocket)
        unsafe handle.set(CURLOPT_OPENSOCKETDATA, to: address)
        unsafe curl_easy_setopt_prereq(handle.pointer, CURLOPT_PREREQFUNCTION, beforeSending)
        unsafe handle.set(CURLOPT_PREREQDATA, to: address)
    }

    /// Sets what is this request's own.
    func prepare(_ request: Request, _ options: TransferOptions, tag: UInt64) throws(TransferError) {
        self.tag = tag
        body = []
        isCut = false
        blockedAddress = nil
        sendings = 0
        answerLimit = options.answerLimit
        addresses = options.addresses
        guard request.url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw TransferError(.protocol, reason: "the address holds a space or control character", code: 0)
        }
        let list = try HeaderList(request.headers)
        handle.set(CURLOPT_URL, to: request.url)
        handle.set(CURLOPT_HTTPHEADER, to: list)
        headers = consume list
        handle.set(body: request.body)
        handle.set(CURLOPT_PROTOCOLS_STR, to: options.allowHTTP ? "http,https" : "https")
        handle.set(CURLOPT_TIMEOUT_MS, to: options.timeout)
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, to: min(options.connectTimeout, options.timeout))
    }

    /// Tells what came of it, once libcurl has ended it.
    func completion(_ code: CURLcode) -> Completion {
        let peer = handle.text(CURLINFO_PRIMARY_IP)
        return Completion(
            tag: tag,
            result: result(code),
            duration: handle.time(CURLINFO_TOTAL_TIME_T),
            peerAddress: peer.isEmpty ? nil : peer,
            sendings: sendings
        )
    }

    /// Once the status line was seen there is an answer, whatever happened to the rest.
    private func result(_ code: CURLcode) -> Result<Response, TransferError> {
        let status = handle.number(CURLINFO_RESPONSE_CODE)
        // 1xx is no answer yet.
        guard status >= 200 else { return .failure(error(code)) }
        return .success(
            Response(
                status: status,
                headers: handle.headers(limit: Transfer.answerHeaderLimit),
                body: body,
                isBodyCut: isCut || code != CURLE_OK
            )
        )
    }

    private func error(_ code: CURLcode) -> TransferError {
        let number = Int(code.rawValue)
        if let blockedAddress, code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK {
            let reason = "the address \(blockedAddress) is not allowed: 'allowPrivate' or 'allowAddresses' admit it"
            return TransferError(.blockedAddress, reason: reason, code: number)
        }
        // These two quote what they were given: the address, which may be the password.
        let isAboutAddress = code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL
        let reason = isAboutAddress ? handle.generalReason(for: code) : handle.reason(for: code)
        return TransferError(FailureClass(code, phase), reason: reason, code: number)
    }

    private var phase: Phase {
        if sendings > 0 { return .answering }
        if handle.time(CURLINFO_NAMELOOKUP_TIME_T) == .zero { return .resolving }
        return handle.time(CURLINFO_CONNECT_TIME_T) == .zero ? .connecting : .answering
    }
}

/// CURLOPT_QUICK_EXIT, which libcurl has from 7.87 on: without it, the end of a transfer waits for its name lookup.
///
/// An older libcurl refuses it, which does no harm.
private let quickExit = CURLoption(rawValue: 322)

// What libcurl calls. Only from within `curl_multi_perform`, on the thread that calls it.

extension Transfer {
    /// Keeps the body up to the limit; `false` ends the transfer.
    fileprivate func keep(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let room = answerLimit - body.count
        unsafe body.append(contentsOf: bytes.prefix(room))
        isCut = bytes.count > room
        return !isCut
    }

    /// Whether a connection to this address may be made, or used.
    fileprivate func admits(_ address: IPAddress?, _ text: @autoclosure () -> String) -> Bool {
        // With a proxy this is the proxy's address, and the operator named it.
        if usesProxy { return true }
        // Only what could be read can be judged.
        if let address, addresses.allows(address) { return true }
        blockedAddress = text()
        return false
    }

    fileprivate func noteSending() { sendings += 1 }
}

/// CURLOPT_WRITEFUNCTION(3): anything but the number of bytes offered ends the transfer.
private func keepBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ one: Int,
    _ count: Int,
    _ owner: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes = unsafe bytes, let owner = unsafe owner else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
    let chunk = unsafe UnsafeRawBufferPointer(start: bytes, count: count).assumingMemoryBound(to: UInt8.self)
    return unsafe transfer.keep(chunk) ? count : 0
}

/// CURLOPT_OPENSOCKETFUNCTION(3): every address that a new connection is tried on.
private func openSocket(
    _ owner: UnsafeMutableRawPointer?,
    _ purpose: curlsocktype,
    _ target: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let owner = unsafe owner, let target = unsafe target else { return CURL_SOCKET_BAD }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
    let address = unsafe IPAddress(target)
    guard transfer.admits(address, address?.description ?? "of an unknown family") else { return CURL_SOCKET_BAD }
    let kind = unsafe target.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
    return unsafe socket(target.pointee.family, kind, target.pointee.protocol)
}

/// CURLOPT_PREREQFUNCTION(3): each time before a request goes on the wire, also on a connection that was kept.
///
/// A kept connection was admitted by the options of another transfer: this one may not be allowed there.
private func beforeSending(
    _ owner: UnsafeMutableRawPointer?,
    _ peer: UnsafeMutablePointer<CChar>?,
    _ local: UnsafeMutablePointer<CChar>?,
    _ peerPort: Int32,
    _ localPort: Int32
) -> Int32 {
    guard let owner = unsafe owner, let peer = unsafe peer else { return CURL_PREREQFUNC_ABORT }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
    guard transfer.admits(unsafe IPAddress(numeric: peer), unsafe String(cString: peer)) else {
        return CURL_PREREQFUNC_ABORT
    }
    transfer.noteSending()
    return CURL_PREREQFUNC_OK
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
