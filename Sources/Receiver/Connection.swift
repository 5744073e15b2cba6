/// One peer, as the loop sees it.
///
/// Classes, because the loop's table and the event at hand mean the same connection; none leaves its thread.
protocol Connection: AnyObject {
    /// When an answer that comes later, or in drops, goes on.
    var due: ContinuousClock.Instant? { get }

    /// Takes what the peer has sent; `false` when it has gone.
    func receive(_ scratch: inout [UInt8]) -> Bool

    /// Answers everything that can be answered now.
    func advance() -> ConnectionStep
}

enum ConnectionStep {
    /// Tell me when the peer sends, or takes, more.
    case wait(forWriting: Bool)
    case close
}
