import Glibc
import Synchronization

/// A loop on a thread of its own, until it is stopped.
///
/// A class because it ends with its last holder.
final class RunningLoop: Sendable {
    let port: UInt16
    private let bell: Bell
    private let thread: Mutex<pthread_t?>

    /// Listens on 127.0.0.1; port 0 takes any free one.
    init(on port: UInt16, meeting: @escaping Loop.Meeting) throws {
        let listener = try Descriptor.listening(on: port)
        let bell = try Bell()
        self.port = listener.port()
        thread = Mutex(try launch(Loop(listener, until: bell.reader, meeting: meeting)))
        self.bell = bell
    }

    deinit { stop() }

    /// Has every connection look once more at what it can answer.
    func advance() { bell.ring(.advance) }

    /// Closes all connections and the port; once it returns, nothing answers any more.
    func stop() {
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let running else { return }
        bell.ring(.stop)
        pthread_join(running, nil)
    }
}

/// Carries the loop to its thread, which owns it from then on.
private final class Launch {
    var loop: Loop?

    init(_ loop: consuming Loop) { self.loop = consume loop }
}

private func launch(_ loop: consuming Loop) throws -> pthread_t {
    let cargo = unsafe Unmanaged.passRetained(Launch(loop))
    var thread = pthread_t()
    let code = unsafe pthread_create(
        &thread,
        nil,
        { argument in
            guard let argument = unsafe argument else { return nil }
            let cargo = unsafe Unmanaged<Launch>.fromOpaque(argument).takeRetainedValue()
            if var loop = cargo.loop.take() { loop.run() }
            return nil
        },
        cargo.toOpaque()
    )
    guard code == 0 else {
        unsafe cargo.release()
        errno = code
        throw ReceiverError("pthread_create")
    }
    return thread
}
