/// A scripted HTTP/1.1 endpoint on loopback, with a thread of its own: `belfry demo`, the tests and the benchmark.
///
/// A request is recorded before it is answered. A class because it is one thing with several holders; what it shares
/// with its thread stands in `Record`, behind a lock.
package final class Receiver: Sendable {
    package let port: UInt16
    private let record: Record
    private let running: RunningLoop

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
        let record = Record(keepsRequests: keepsRequests, fallback: fallback)
        for (path, replies) in script { record.script(path, replies) }
        running = try RunningLoop(on: port) { HTTPConnection($0, number: $1, record: record) }
        self.port = running.port
        self.record = record
    }

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

    /// Gives every answer that is held back, and holds none back from now on.
    package func release() {
        record.release()
        running.advance()
    }

    /// Closes all connections and the port; once it returns, nothing answers any more.
    package func stop() { running.stop() }
}
