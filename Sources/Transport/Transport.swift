import CCurl
package import Delivery

/// All requests under way, over libcurl's multi interface: one thread, no callbacks leave this module.
///
/// Mails are handed to threads of their own, since libcurl's SMTP waits inside its calls; what came of them comes back
/// here.
package struct Transport: ~Copyable {
    private let multi: MultiHandle
    private let userAgent: String
    private let network: NetworkSettings
    /// Every transfer there has been room for; its place is its mark.
    private var transfers: [Transfer] = []
    /// Places of transfers that wait for a request.
    private var idle: [Int] = []
    /// Refused before anything was sent; the next `poll` hands them out.
    private var refused: [Completion] = []
    /// Made with the first mail.
    private var mail: MailDesk?

    /// Starts libcurl, which costs some milliseconds: not before there is something to send.
    ///
    /// - Parameters:
    ///   - userAgent: The header of that name.
    ///   - network: What holds for every request.
    ///   - maximumConnections: More transfers than this, once started, wait for a connection with their time-outs
    ///     running; connections that are kept for later count too, but make room.
    /// - Throws: When libcurl does not start or is older than 7.85.0.
    package init(
        userAgent: String,
        network: NetworkSettings = NetworkSettings(),
        maximumConnections: Int = 512
    ) throws(TransportError) {
        guard Transport.isStarted else { throw .unavailable }
        let found = Transport.installedVersion
        guard found.number >= Transport.oldestVersion else { throw .tooOld(version: found.text) }
        let multi = try MultiHandle()
        multi.set(CURLMOPT_MAX_TOTAL_CONNECTIONS, to: maximumConnections)
        multi.set(CURLMOPT_MAXCONNECTS, to: maximumConnections)
        multi.set(CURLMOPT_PIPELINING, to: Int(CURLPIPE_NOTHING))
        self.multi = multi
        self.userAgent = userAgent
        self.network = network
    }

    deinit {
        for transfer in transfers { multi.remove(transfer.handle) }
    }

    /// Transfers that were started and not yet handed out by `poll`.
    package var inFlight: Int { transfers.count - idle.count + refused.count + (mail?.inFlight ?? 0) }

    /// Begins a transfer; `poll` makes it go on.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - options: How it may be sent.
    ///   - tag: Names it in its completion.
    package mutating func start(_ request: Request, options: TransferOptions, tag: UInt64) {
        switch request {
        case .post(let post): start(post, options, tag)
        case .mail(let message): start(message, options, tag)
        }
    }

    private mutating func start(_ request: Request.Post, _ options: TransferOptions, _ tag: UInt64) {
        let place = idle.popLast() ?? makeTransfer()
        let transfer = transfers[place]
        do {
            try transfer.prepare(request, options, tag: tag)
            multi.add(transfer.handle)
        } catch {
            idle.append(place)
            refused.append(Completion(tag: tag, refusedBecause: error))
        }
    }

    private mutating func start(_ message: Request.Mail, _ options: TransferOptions, _ tag: UInt64) {
        guard let desk = mail ?? MailDesk(caFile: network.caFile) else {
            let error = TransferError(.protocol, reason: "no descriptor is left", code: 0)
            refused.append(Completion(tag: tag, refusedBecause: error))
            return
        }
        mail = desk
        if let refusal = desk.start(message, options, tag: tag) { refused.append(refusal) }
    }

    /// Makes the transfers go on until at least one has ended, `descriptor` can be read, or the time is over.
    ///
    /// - Parameters:
    ///   - pause: The longest time to wait; zero does not wait.
    ///   - descriptor: Ends the wait when it has something to read (a signalfd).
    /// - Returns: All transfers that have ended, in no order.
    package mutating func poll(atMost pause: Duration, alsoWatching descriptor: Int32? = nil) -> [Completion] {
        var ended = refused
        refused = []
        let deadline = ContinuousClock.now + pause
        while true {
            multi.perform()
            collect(into: &ended)
            mail?.collect(into: &ended)
            let left = deadline - .now
            guard ended.isEmpty, left > .zero else { return ended }
            if multi.wait(atMost: left, alsoWatching: descriptor, mail?.descriptor) { return ended }
        }
    }

    /// Breaks off everything; nothing of it is handed out any more.
    package mutating func cancelAll() {
        for transfer in transfers { multi.remove(transfer.handle) }
        idle = Array(transfers.indices)
        refused = []
        mail = nil
    }

    private mutating func makeTransfer() -> Int {
        transfers.append(Transfer(mark: transfers.count, userAgent: userAgent, network))
        return transfers.count - 1
    }

    private mutating func collect(into ended: inout [Completion]) {
        while let transfer = multi.nextEnded() {
            ended.append(transfers[transfer.mark].completion(transfer.code))
            multi.remove(transfers[transfer.mark].handle)
            idle.append(transfer.mark)
        }
    }
}

extension Transport {
    /// Once a process (curl_global_init(3)).
    private static let isStarted = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// 7.85.0: `CURLOPT_PROTOCOLS_STR`, `CURLOPT_PREREQFUNCTION` and `curl_easy_nextheader` are there.
    private static let oldestVersion: UInt32 = 0x07_5500

    private static var installedVersion: (number: UInt32, text: String) {
        guard let info = unsafe curl_version_info(CURLVERSION_FIRST) else { return (0, "unknown") }
        return unsafe (info.pointee.version_num, String(cString: info.pointee.version))
    }
}
