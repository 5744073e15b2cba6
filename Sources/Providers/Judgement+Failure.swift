import Delivery
import Time

extension Judgement {
    /// An answer that is a failure, with the wait it asks for.
    ///
    /// A wait applies to the whole host unless the provider says that the limit is narrower.
    static func failed(_ failure: Failure, _ response: Response, at now: Timestamp) -> Judgement {
        guard failure.scope == .transient || failure.scope == .endpoint else { return Judgement(.failed(failure)) }
        let wait = RetryAfter.wait(in: response, at: now)
        return Judgement(.failed(failure), pause: Pause(atLeast: wait, scope: .host))
    }

    /// An answer that no status and no word explains.
    static func unexpected(_ reason: String) -> Judgement {
        Judgement(.failed(Failure(.protocol, scope: .transient, reason: reason)))
    }

    /// No whole answer.
    ///
    /// A certificate, a login that is not offered and a forbidden address stay as they are until somebody changes them; the network does not.
    static func failed(_ error: TransferError) -> Judgement {
        let lasts = [.tls, .auth, .blockedAddress].contains(error.failureClass)
        return Judgement(
            .failed(Failure(error.failureClass, scope: lasts ? .endpoint : .transient, reason: error.reason))
        )
    }
}

extension Pause {
    /// A pause, unless there is nothing to wait for.
    init?(atLeast wait: Duration?, scope: Scope) {
        guard let wait, wait > .zero else { return nil }
        self.init(wait, scope: scope)
    }
}
