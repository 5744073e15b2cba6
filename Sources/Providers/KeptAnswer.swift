package import Delivery

/// What the ledger keeps of an answer: its beginning, without our own secrets, which it may hold.
package struct KeptAnswer {
    package let status: Int?
    package let headers: [Header]
    package let body: String

    package static let mostBodyBytes = 1024
    private static let mostHeaders = 24

    package init(_ result: Result<Response, TransferError>, _ redactor: Redactor) {
        // Cut last: half a secret would not be found.
        let text = { (bytes: [UInt8]) in
            String(decoding: redactor.redacted(bytes).prefix(KeptAnswer.mostBodyBytes), as: UTF8.self)
        }
        switch result {
        case .failure(let error):
            status = nil
            headers = []
            body = text(error.replies)
        case .success(let response):
            status = response.status
            headers = response.headers.prefix(KeptAnswer.mostHeaders).map { redactor.redacted($0) }
            body = text(response.body)
        }
    }
}

extension Judgement {
    /// The same, without secrets in the reason, which quotes the other side.
    package func redacted(by redactor: Redactor) -> Judgement {
        guard case .failed(let failure) = outcome else { return self }
        let clean = Failure(
            failure.failureClass,
            scope: failure.scope,
            reason: redactor.redacted(failure.reason)
        )
        return Judgement(.failed(clean), pause: pause, asksToStop: asksToStop)
    }
}
