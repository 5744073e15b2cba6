import Glibc
import Synchronization

/// Where the threads of mails put what came of them, with a pipe that wakes who waits for it.
///
/// A class since both sides hold it: a thread may outlive the transport that started it.
final class MailReturns: Sendable {
    struct Item: Sendable {
        let completion: Completion
        /// Its connection may serve the next mail.
        let session: SMTPSession?
    }

    private let items = Mutex<[Item]>([])
    /// The end that becomes readable.
    let descriptor: Int32
    private let bell: Int32

    init?() {
        guard var pipe = Pipe() else { return nil }
        descriptor = pipe.takeReading()
        bell = pipe.takeWriting()
        for end in [descriptor, bell] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    }

    deinit {
        close(descriptor)
        close(bell)
    }

    func put(_ completion: Completion, _ session: SMTPSession?) {
        items.withLock { $0.append(Item(completion: completion, session: session)) }
        ring()
    }

    func takeAll() -> [Item] {
        _ = hear()
        return items.withLock { items in
            defer { items = [] }
            return items
        }
    }

    func ring() { _ = unsafe write(bell, "!", 1) }

    /// Waits until it rang so often, or the time is over.
    func wait(forRings count: Int, atMost limit: Duration) {
        let deadline = ContinuousClock.now + limit
        var heard = 0
        while heard < count {
            let left = (deadline - .now).components
            let milliseconds = Int32(clamping: left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000)
            var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard milliseconds > 0, unsafe poll(&watched, 1, milliseconds) > 0 else { return }
            heard += hear()
        }
    }

    private func hear() -> Int {
        var rings = [UInt8](repeating: 0, count: 256)
        return max(0, unsafe read(descriptor, &rings, rings.count))
    }
}
