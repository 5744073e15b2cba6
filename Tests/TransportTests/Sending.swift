import Delivery
import Receiver
import Transport

/// What loopback needs: plain HTTP, a private address, and no patience.
func lenient(timeout: Duration = .seconds(10)) -> TransferOptions {
    TransferOptions(timeout: timeout, allowHTTP: true, allowPrivate: true)
}

func post(_ url: String, headers: [Header] = [], body: String = "{}") -> Request {
    Request(url: url, headers: headers, body: Array(body.utf8))
}

extension Transport {
    /// Polls until nothing is in flight; the completions in the order of their tags.
    mutating func finish() -> [Completion] {
        var completions: [Completion] = []
        while inFlight > 0 { completions += poll(atMost: .seconds(10)) }
        return completions.sorted { $0.tag < $1.tag }
    }

    /// Sends one request and waits for what comes of it.
    mutating func send(_ request: Request, _ options: TransferOptions = lenient()) -> Result<Response, TransferError> {
        start(request, options: options, tag: 1)
        return finish()[0].result
    }
}

/// Sends one request over a transport of its own.
func send(_ request: Request, _ options: TransferOptions = lenient()) throws -> Result<Response, TransferError> {
    var transport = try Transport(userAgent: "belfry-tests")
    return transport.send(request, options)
}

extension Result where Failure == TransferError {
    var failure: TransferError? {
        guard case .failure(let error) = self else { return nil }
        return error
    }
}
