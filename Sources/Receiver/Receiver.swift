import Glibc
import Synchronization

/// A scripted HTTP/1.1 endpoint on loopback, with a thread of its own: `belfry demo`, the tests and the benchmark.
///
/// A request is recorded before it is answered. A class because it is one thing with several holders; what it shares
/// with its thread stands in `Record`, behind a lock.
package final class Receiver: Sendable {
    package let port: UInt16
    private let record: Record
    private let bell: Bell
    private let thread: Mutex<pthread_t?>

    /// Listens on 127.0.0.1; port 0 takes any free one.
    ///
    /// - Parameters:
    ///   - port: Where to listen.
    ///   - script: For a path without its query: replies in order, the last one repeats.
    ///   - fallback: The reply of every path that has no script.
    ///   - keepsRequests: `false` only counts them: for a benchmark.
    /// - Throws: `ReceiverError` when the port is taken or the system has no descriptors left.
    package init(
        port: UInt16 = 0,
        script: [String: [Reply]] = [:],
        fallback: Reply = .noContent,
        keepsRequests: Bool = true
    ) throws {
        let listener = try Descriptor.listening(on: port)
        let record = Record(keepsRequests: keepsRequests, fallback: fallback)
        for (path, replies) in script { record.script(path, replies) }
        let bell = try Bell()
        self.port = listener.port()
        thread = Mutex(try launch(Loop(listener, until: bell.reader, record: record)))
        self.record = record
        self.bell = bell
    }

    deinit { stop() }

    package var url: String { "http://127.0.0.1:\(port)" }

    /// All complete requests in the order of their arrival; none with `keepsRequests: false`.
    package var requests: [ReceivedRequest] { record.requests }

    /// How many complete requests there were.
    package var count: Int { record.count }

    /// The requests on a path, whatever their query.
    package func requests(on path: String) -> [ReceivedRequest] {
        record.requests.filter { $0.route == path }
    }

    /// Replaces the script of a path; no replies means the fallback.
    package func script(_ path: String, _ replies: [Reply]) {
        record.script(path, replies)
    }

    /// Closes all connections and the port; once it returns, nothing answers any more.
    package func stop() {
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let running else { return }
        bell.ring()
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
