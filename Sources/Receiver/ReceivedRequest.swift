/// A complete request as it arrived.
package struct ReceivedRequest: Sendable {
    package let method: String
    /// The request target: the path with its query.
    package let path: String
    /// In the order received, names as received.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
    /// Counts connections from 1 in the order of their acceptance: equal numbers mean a reused connection.
    package let connection: Int

    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The path without its query.
    package var route: String { String(path.prefix { $0 != "?" }) }

    /// The first header of that name, whatever its case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
