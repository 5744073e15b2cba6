import Delivery
import Providers
import Transport

/// What the ledger keeps of an answer: its beginning, without our own secrets, which it may hold.
struct KeptAnswer {
    let status: Int?
    let headers: [Header]
    let body: String

    private static let mostHeaders = 24
    private static let mostBodyBytes = 1024

    init(_ result: Result<Response, TransferError>, _ redactor: Redactor) {
        let text = { (bytes: [UInt8]) in
            redactor.redacted(String(decoding: bytes.prefix(KeptAnswer.mostBodyBytes), as: UTF8.self))
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
    func redacted(by redactor: Redactor) -> Judgement {
        guard case .failed(let failure) = outcome else { return self }
        let clean = Failure(
            failure.failureClass,
            scope: failure.scope,
            reason: redactor.redacted(failure.reason)
        )
        return Judgement(.failed(clean), pause: pause, asksToStop: asksToStop)
    }
}
