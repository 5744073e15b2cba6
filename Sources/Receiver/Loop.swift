import Glibc

/// The receiver's thread: accepts, reads, answers, until the bell tells it to stop.
///
/// poll(2), since Glibc's Swift module has no epoll; for some hundred connections it is as fast.
struct Loop: ~Copyable {
    private let listener: Descriptor
    private let meet: Meeting
    /// The bell, the listener, then one for each connection, in step with `connections`.
    private var watched: [pollfd]
    private var connections: [any Connection] = []
    private var accepted = 0
    /// Every connection is to look, though nothing has come to it.
    private var mayAdvance = false
    private var scratch = [UInt8](repeating: 0, count: 65_536)

    private static let firstConnection = 2

    /// Makes the connection of a peer that has come; they are counted from 1.
    typealias Meeting = @Sendable (_ socket: consuming Descriptor, _ number: Int) -> any Connection

    init(_ listener: consuming Descriptor, until bell: borrowing Descriptor, meeting: @escaping Meeting) {
        watched = [bell.number, listener.number].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        self.listener = listener
        meet = meeting
    }

    mutating func run() {
        while wait() {
            // Backwards, since the last connection takes the place of a closed one.
            for index in connections.indices.reversed() { serve(index) }
            if watched[1].revents != 0 { acceptAll() }
        }
    }

    /// Sleeps until something is to be done; `false` once it is to stop.
    private mutating func wait() -> Bool {
        var due: ContinuousClock.Instant?
        for connection in connections {
            if let other = connection.due { due = min(due ?? other, other) }
        }
        let pause = due.map { milliseconds($0 - .now) } ?? -1
        _ = unsafe poll(&watched, nfds_t(watched.count), pause)
        mayAdvance = watched[0].revents != 0
        return !mayAdvance || Bell.call(at: watched[0].fd) == .advance
    }

    private mutating func acceptAll() {
        while let socket = listener.accepted() {
            accepted += 1
            watched.append(pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0))
            connections.append(meet(socket, accepted))
        }
    }

    private mutating func serve(_ index: Int) {
        let connection = connections[index]
        let happened = watched[index + Loop.firstConnection].revents
        let isDue = connection.due.map { $0 <= .now } ?? false
        guard happened != 0 || isDue || mayAdvance else { return }
        // An error or a hang-up is found by reading.
        if happened & ~Int16(POLLOUT) != 0, !connection.receive(&scratch) { return drop(index) }
        switch connection.advance() {
        case .close: drop(index)
        case .wait(let forWriting):
            watched[index + Loop.firstConnection].events = Int16(POLLIN | (forWriting ? POLLOUT : 0))
        }
    }

    private mutating func drop(_ index: Int) {
        watched.swapAt(index + Loop.firstConnection, watched.count - 1)
        watched.removeLast()
        connections.swapAt(index, connections.count - 1)
        connections.removeLast()
    }
}

/// Rounded up, so that a deadline has passed when the wait is over.
private func milliseconds(_ duration: Duration) -> Int32 {
    let (seconds, attoseconds) = duration.components
    return Int32(clamping: max(0, seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
}
