import CCurl
import Delivery

/// One connection to a mail server: a mail at a time, then the next.
///
/// `@unchecked Sendable`: it goes from the transport to the thread of a mail and back, and only who has it touches it.
final class SMTPSession: @unchecked Sendable {
    let server: MailServer
    /// `nil` once it is closed.
    private var handle: EasyHandle?
    private let gate = ConnectionGate()
    private var dialogue = SMTPDialogue()
    private var message: [UInt8] = []
    private var handedOver = 0
    private var hasBegun = false
    private var lacksLogin = false
    private var patience = Patience()

    /// When the time of a transfer is over: up to the last byte, and behind it.
    private struct Patience {
        var start = ContinuousClock.now
        var untilHandedOver: Duration = .zero
        var isOver = false
    }

    init(_ server: MailServer, caFile: String?) {
        self.server = server
        handle = EasyHandle(for: server, caFile: caFile)
        unsafe handle?.setSMTPCallbacks(owner: Unmanaged.passUnretained(self).toOpaque())
        handle?.guardConnections(by: gate)
    }

    /// Says QUIT and waits for the answer.
    func close() { _ = handle.take() }

    /// Sends one mail and answers what came of it; takes as long as it takes.
    func send(_ mail: Request.Mail, _ options: TransferOptions, tag: UInt64) -> Completion {
        begin(mail, options)
        let recipients = HeaderList("<\(mail.recipient)>")
        handle?.set(CURLOPT_MAIL_FROM, to: "<\(mail.sender)>")
        handle?.set(CURLOPT_MAIL_RCPT, to: recipients)
        let code = handle?.perform() ?? CURLE_FAILED_INIT
        return Completion(tag: tag, result: result(code), duration: .now - patience.start)
    }

    private func begin(_ mail: Request.Mail, _ options: TransferOptions) {
        dialogue = SMTPDialogue()
        message = mail.message
        handedOver = 0
        hasBegun = false
        lacksLogin = false
        patience = Patience(start: .now, untilHandedOver: options.timeout)
        gate.open(under: options.addresses)
        let verdict = max(options.timeout, Request.Mail.shortestWaitForTheVerdict)
        handle?.set(CURLOPT_CONNECTTIMEOUT_MS, to: options.timeout)
        handle?.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, to: Int(verdict.components.seconds + 1))
        handle?.set(CURLOPT_TIMEOUT_MS, to: options.timeout + verdict)
        handle?.setUploadSize(message.count)
    }
}

// MARK: - On the way

extension SMTPSession {
    func hear(_ line: UnsafeBufferPointer<UInt8>) -> Bool { dialogue.hear(unsafe Array(line)) }

    /// Fills libcurl's buffer with the next bytes of the message; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, message.count - handedOver)
        unsafe buffer.copyBytes(from: message[handedOver..<handedOver + count])
        handedOver += count
        return count
    }

    /// Before MAIL: the last moment at which nothing is lost by going away.
    ///
    /// With a user set and a server that offers no AUTH, libcurl would send the mail without a login and report success.
    func mayBegin(with peer: UnsafePointer<CChar>) -> Bool {
        guard unsafe gate.admits(peer: peer) else { return false }
        lacksLogin = server.credentials != nil && gate.opensConnection && !dialogue.isLoggedIn
        guard !lacksLogin else { return false }
        hasBegun = true
        dialogue.beginTransaction()
        return true
    }

    /// About once a second, also while libcurl waits: the time up to the last byte has no option of its own.
    ///
    /// Behind a refusal nothing is worth waiting for: libcurl says QUIT then, and waits for the answer.
    func mayGoOn() -> Bool {
        guard !dialogue.isRefused else { return false }
        patience.isOver = !isHandedOver && .now - patience.start > patience.untilHandedOver
        return !patience.isOver
    }
}

// MARK: - What is the same for all mails

extension EasyHandle {
    fileprivate init(for server: MailServer, caFile: String?) {
        self.init()
        let scheme = server.security == .implicit ? "smtps" : "smtp"
        set(CURLOPT_URL, to: "\(scheme)://\(server.authority)")
        set(CURLOPT_PROTOCOLS_STR, to: scheme)
        set(CURLOPT_USE_SSL, to: Int((server.security == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL).rawValue))
        set(CURLOPT_SSL_VERIFYPEER, to: 1)
        set(CURLOPT_SSL_VERIFYHOST, to: 2)
        set(CURLOPT_SSLVERSION, to: Int(CURL_SSLVERSION_TLSv1_2))
        if let caFile { set(CURLOPT_CAINFO, to: caFile) }
        if let credentials = server.credentials {
            set(CURLOPT_USERNAME, to: credentials.user)
            set(CURLOPT_PASSWORD, to: credentials.password)
        }
        // Even an empty proxy keeps libcurl from looking at `ALL_PROXY` and its like.
        set(CURLOPT_PROXY, to: "")
        set(CURLOPT_NOSIGNAL, to: 1)
        set(quickExit, to: 1)
        set(CURLOPT_UPLOAD, to: 1)
        set(CURLOPT_NOPROGRESS, to: 0)
    }
}

// MARK: - What came of it

extension SMTPSession {
    /// libcurl's verdict decides first, since it knows who said no; then the server's code.
    private func result(_ code: CURLcode) -> Result<Response, TransferError> {
        let isTaken = code == CURLE_OK && dialogue.step == .message && (200...299).contains(dialogue.code)
        guard isTaken || isReply(code) else { return .failure(error(code)) }
        let step = code == CURLE_LOGIN_DENIED ? MailStep.login : dialogue.step
        return .success(Response(status: dialogue.code, mailStep: step, body: dialogue.transcript))
    }

    /// The server said no; the same codes of libcurl also stand for a connection that broke.
    private func isReply(_ code: CURLcode) -> Bool {
        let refusals = [
            CURLE_SEND_ERROR, CURLE_WEIRD_SERVER_REPLY, CURLE_REMOTE_ACCESS_DENIED, CURLE_LOGIN_DENIED,
            CURLE_USE_SSL_FAILED,
        ]
        return dialogue.isRefused || (refusals.contains(code) && (400...599).contains(dialogue.code))
    }

    private func error(_ code: CURLcode) -> TransferError {
        let number = Int(code.rawValue)
        if let refusal = gate.refusal(code) { return refusal }
        if lacksLogin {
            return failure(.auth, "the server takes no login, and a user is configured: nothing was sent", number)
        }
        if patience.isOver { return failure(timeoutClass, "no answer in \(patience.untilHandedOver)", number) }
        let reason = reason(for: code)
        guard isHandedOver else {
            let phase =
                hasBegun || !dialogue.transcript.isEmpty ? Phase.answering : handle?.connectionPhase ?? .connecting
            return failure(handle?.failureClass(code, phase) ?? .protocol, reason, number)
        }
        let failureClass = FailureClass(code, .answering)
        return failure(failureClass, "\(reason), after the whole message was sent: it may have arrived", number)
    }

    private func reason(for code: CURLcode) -> String {
        switch code {
        case CURLE_WRITE_ERROR: "the server talks without end"
        case CURLE_USE_SSL_FAILED: "the server offers no STARTTLS: nothing was sent"
        default: handle?.reason(for: code) ?? ""
        }
    }

    private func failure(_ failureClass: FailureClass, _ reason: String, _ code: Int) -> TransferError {
        TransferError(failureClass, reason: reason, code: code, replies: dialogue.transcript)
    }

    private var timeoutClass: FailureClass {
        let phase = dialogue.transcript.isEmpty ? handle?.connectionPhase ?? .connecting : .answering
        return FailureClass(CURLE_OPERATION_TIMEDOUT, phase)
    }

    private var isHandedOver: Bool { dialogue.step == .data && handedOver == message.count }
}
