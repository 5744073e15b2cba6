import CCurl
import Delivery

/// A request under way, and after it the handle for the next one.
///
/// A class because libcurl keeps its address for the callbacks; `Transport` keeps it alive.
final class Transfer {
    let handle = EasyHandle()
    private(set) var tag: UInt64 = 0
    private var headers: HeaderList?
    private let gate: ConnectionGate
    private var body: [UInt8] = []
    private var answerLimit = 0
    private var isCut = false
    private var wasSent = false

    /// Headers of an answer that are kept, in bytes; libcurl itself stops at 300 KB.
    private static let answerHeaderLimit = 16_384

    /// Sets what is the same for all transfers.
    ///
    /// - Parameters:
    ///   - mark: What `MultiHandle.nextEnded` will name this transfer by.
    ///   - userAgent: The header of that name.
    ///   - network: What holds for every request.
    init(mark: Int, userAgent: String, _ network: NetworkSettings) {
        gate = ConnectionGate(usesProxy: network.proxy != nil)
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
        handle.guardConnections(by: gate)
        unsafe curl_easy_setopt_prereq(handle.pointer, CURLOPT_PREREQFUNCTION, beforeSending)
        unsafe handle.set(CURLOPT_PREREQDATA, to: address)
    }

    /// Sets what is this request's own.
    func prepare(_ request: Request.Post, _ options: TransferOptions, tag: UInt64) throws(TransferError) {
        self.tag = tag
        body = []
        isCut = false
        wasSent = false
        answerLimit = options.answerLimit
        gate.open(under: options.addresses)
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
        Completion(tag: tag, result: result(code), duration: handle.time(CURLINFO_TOTAL_TIME_T))
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
        if let refusal = gate.refusal(code) { return refusal }
        // These two quote what they were given: the address, which may be the password.
        let isAboutAddress = code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL
        let reason = isAboutAddress ? handle.generalReason(for: code) : handle.reason(for: code)
        return TransferError(handle.failureClass(code, phase), reason: reason, code: number)
    }

    private var phase: Phase { wasSent ? .answering : handle.connectionPhase }
}

/// CURLOPT_QUICK_EXIT, which libcurl has from 7.87 on: without it, the end of a transfer waits for its name lookup.
///
/// An older libcurl refuses it, which does no harm.
let quickExit = CURLoption(rawValue: 322)

// What libcurl calls. Only from within `curl_multi_perform`, on the thread that calls it.

extension Transfer {
    /// Keeps the body up to the limit; `false` ends the transfer.
    fileprivate func keep(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let room = answerLimit - body.count
        unsafe body.append(contentsOf: bytes.prefix(room))
        isCut = bytes.count > room
        return !isCut
    }

    /// Follows a request onto the wire, unless the peer is one that it may not go to.
    fileprivate func mayBeSent(to peer: UnsafePointer<CChar>) -> Bool {
        guard unsafe gate.admits(peer: peer) else { return false }
        wasSent = true
        return true
    }
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
    return unsafe transfer.mayBeSent(to: peer) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
