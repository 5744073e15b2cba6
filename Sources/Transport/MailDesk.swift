import Delivery

/// Mails under way, each on a thread of its own, and the sessions that wait for the next one.
///
/// libcurl's SMTP waits inside its calls for the answer to the final dot: on the thread of all other requests it would
/// hold up all of them. How many are under way at once is for the caller to bound.
///
/// A class, since its owner may have none yet, and what cannot be copied cannot be looked at inside an optional.
final class MailDesk {
    private let returns: MailReturns
    /// Certificates that are trusted beside the system's, in PEM.
    private let caFile: String?
    private var idle: [MailServer: [SMTPSession]] = [:]
    private(set) var inFlight = 0

    /// `nil` when the system has no descriptors left.
    init?(caFile: String?) {
        guard let returns = MailReturns() else { return nil }
        self.caFile = caFile
        self.returns = returns
    }

    /// Takes leave of the servers, as far as they let it be done at once; a mail under way is left to itself.
    deinit { takeLeave() }

    /// Readable when a mail has come back.
    var descriptor: Int32 { returns.descriptor }

    /// Begins to send.
    ///
    /// - Returns: what became of it, if there is no thread for it.
    func start(_ mail: Request.Mail, _ options: TransferOptions, tag: UInt64) -> Completion? {
        let returns = returns
        let hasStarted: Bool
        switch mail.route {
        case .server(let server):
            let session = idle[server]?.popLast() ?? SMTPSession(server, caFile: caFile)
            hasStarted = DetachedThread.start {
                returns.put(session.send(mail, options, tag: tag), session)
            }
        case .program(let path):
            hasStarted = DetachedThread.start {
                returns.put(MailProgram(path).send(mail, options, tag: tag), nil)
            }
        }
        guard hasStarted else {
            return Completion(tag: tag, refusedBecause: TransferError(.protocol, reason: "no thread is left", code: 0))
        }
        inFlight += 1
        return nil
    }

    /// Hands out what has come back.
    func collect(into ended: inout [Completion]) {
        for item in returns.takeAll() {
            inFlight -= 1
            ended.append(item.completion)
            if let session = item.session { idle[session.server, default: []].append(session) }
        }
    }

    /// QUIT waits for an answer inside libcurl, so it gets threads too, and a second for all of them.
    private func takeLeave() {
        let leave = MailReturns()
        var waiting = 0
        for session in idle.values.joined()
        where DetachedThread.start({
            session.close()
            leave?.ring()
        }) {
            waiting += 1
        }
        leave?.wait(forRings: waiting, atMost: .seconds(1))
    }
}
