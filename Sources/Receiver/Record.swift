import Synchronization

/// What the receiver's thread and its owner share: the scripts and the requests so far.
final class Record: Sendable {
    private struct Script {
        var replies: [Reply]
        var next = 0

        /// The replies in order; the last one repeats.
        mutating func take() -> Reply {
            let reply = replies[next]
            if next + 1 < replies.count { next += 1 }
            return reply
        }
    }

    private struct State {
        var scripts: [String: Script] = [:]
        var requests: [ReceivedRequest] = []
        var count = 0
        var isReleased = false
    }

    private let state = Mutex(State())
    private let keepsRequests: Bool
    private let fallback: Reply

    init(keepsRequests: Bool, fallback: Reply) {
        self.keepsRequests = keepsRequests
        self.fallback = fallback
    }

    var requests: [ReceivedRequest] { state.withLock { $0.requests } }
    var count: Int { state.withLock { $0.count } }

    /// Whether nothing is to be held back any more.
    var isReleased: Bool { state.withLock { $0.isReleased } }

    func release() { state.withLock { $0.isReleased = true } }

    func script(_ path: String, _ replies: [Reply]) {
        state.withLock { $0.scripts[path] = replies.isEmpty ? nil : Script(replies: replies) }
    }

    /// Records a complete request and says what to answer.
    func enter(_ frame: RequestFrame, in buffer: [UInt8], connection: Int) -> Reply {
        let request = keepsRequests ? frame.request(in: buffer, connection: connection) : nil
        return state.withLock { state in
            state.count += 1
            if let request { state.requests.append(request) }
            guard !state.scripts.isEmpty else { return fallback }
            return state.scripts[frame.route(in: buffer)]?.take() ?? fallback
        }
    }
}
