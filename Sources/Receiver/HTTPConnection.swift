/// A peer that speaks HTTP: what it has sent, what it is still to be sent.
final class HTTPConnection: Connection {
    private enum State {
        case reading
        /// Writes `reply` from byte `sent` on, not before `due`; then what its ending says.
        case replying(Reply, sent: Int)
        /// Says nothing more, reads on.
        case silent
        /// The answer is written; the rest of the buffer, then the end.
        case closing
    }

    private let socket: Descriptor
    /// When an answer that comes later, or in drops, goes on.
    private(set) var due: ContinuousClock.Instant?
    private let number: Int
    private let record: Record
    private var state = State.reading
    private var input: [UInt8] = []
    private var consumed = 0
    private var output = Output()
    private var hasContinued = false

    init(_ socket: consuming Descriptor, number: Int, record: Record) {
        self.socket = socket
        self.number = number
        self.record = record
    }

    /// Takes what the peer has sent; `false` when it has gone.
    func receive(_ scratch: inout [UInt8]) -> Bool {
        switch socket.receive(into: &scratch) {
        case .over: return false
        case .wouldBlock: return true
        case .bytes(let count):
            if case .silent = state { return true }
            input.append(contentsOf: scratch[..<count])
            return true
        }
    }

    /// Answers everything that can be answered now.
    func advance() -> ConnectionStep {
        while true {
            switch state {
            case .silent: return flushed(then: .wait(forWriting: false))
            case .closing: return flushed(then: .close)
            case .reading:
                guard readRequest() else { return flushed(then: .wait(forWriting: false)) }
            case .replying(let reply, let sent):
                if let due, due > .now { return flushed(then: .wait(forWriting: false)) }
                if reply.isHeldBack, !record.isReleased { return flushed(then: .wait(forWriting: false)) }
                due = nil
                if let next = write(reply, from: sent) { return next }
            }
        }
    }

    /// Turns the next complete request into a reply; `false` when more must come first.
    private func readRequest() -> Bool {
        guard consumed < input.count else { return compact() }
        switch RequestFrame.read(input, from: consumed) {
        case .incomplete(let frame):
            if let frame, frame.expectsContinue, !hasContinued {
                hasContinued = true
                output += Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
            }
            return false
        case .malformed:
            output += Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".utf8)
            state = .closing
        case .complete(let frame):
            var reply = record.enter(frame, in: input, connection: number)
            if frame.isLast, case .keepAlive = reply.ending { reply.ending = .close }
            consumed = frame.body.upperBound
            hasContinued = false
            if reply.delay > .zero { due = .now + reply.delay }
            state = .replying(reply, sent: 0)
        }
        return true
    }

    private func compact() -> Bool {
        input.removeAll(keepingCapacity: true)
        consumed = 0
        return false
    }

    /// Writes the reply's bytes, one or all; `nil` once it has gone over to the next state.
    private func write(_ reply: Reply, from sent: Int) -> ConnectionStep? {
        if let pace = reply.pace, sent < reply.bytes.count {
            output.append(reply.bytes[sent])
            due = .now + pace
            state = .replying(reply, sent: sent + 1)
            return nil
        }
        if sent < reply.bytes.count { output += reply.bytes[sent...] }
        switch reply.ending {
        case .keepAlive: state = .reading
        case .close: state = .closing
        case .hang: state = .silent
        case .reset:
            socket.resetOnClose()
            state = .closing
        case .endless:
            if output.count < 65_536 { output += [UInt8](repeating: UInt8(ascii: "x"), count: 65_536) }
            state = .replying(reply, sent: reply.bytes.count)
            return flushed(then: .wait(forWriting: true))
        }
        return nil
    }

    private func flushed(then next: ConnectionStep) -> ConnectionStep { output.flush(to: socket, then: next) }
}
