import Time

/// Tells a dead endpoint from our own network being down: until somebody answers, failures to reach anybody are held
/// back and count toward nothing.
struct NetworkSuspicion: Sendable {
    /// Somebody answered in this run: our network works.
    private(set) var isTrusted = false
    private var heldBack: [String: (failures: Int, since: Timestamp)] = [:]

    /// Follows an answer and tells which held-back failures count now.
    mutating func judge(
        _ outcome: Outcome,
        status: Int?,
        in integration: String,
        at now: Timestamp
    ) -> [LedgerRecord] {
        guard !isTrusted else { return [] }
        switch outcome {
        // A success ends the streak that the held-back failures belong to.
        case .delivered: heldBack[integration] = nil
        case .failed(let failure) where failure.failureClass.isNetwork:
            let earlier = heldBack[integration]
            heldBack[integration] = ((earlier?.failures ?? 0) + 1, earlier?.since ?? now)
            return []
        case .failed(let failure):
            guard status != nil || failure.failureClass.showsSomebody else { return [] }
        }
        isTrusted = true
        return release()
    }

    /// At the end of a run: with one host only there is nothing to compare with, and its failures count.
    mutating func finishRun(hostCount: Int) -> [LedgerRecord] {
        hostCount <= 1 ? release() : []
    }

    private mutating func release() -> [LedgerRecord] {
        defer { heldBack = [:] }
        return heldBack.sorted { $0.key < $1.key }.map {
            .counted(integration: $0.key, failures: $0.value.failures, since: $0.value.since)
        }
    }
}

extension FailureClass {
    /// Nobody was reached: it may be our own network that is down.
    var isNetwork: Bool { self == .dns || self == .connect }

    /// Somebody was reached, though there was no answer.
    fileprivate var showsSomebody: Bool { self == .tls || self == .timeout }
}
