/// What holds for every request of a transport.
package struct NetworkSettings: Sendable {
    /// What all requests over HTTP go through, and no mail; the environment is never asked.
    ///
    /// Then it is the proxy that resolves names and connects: only it can judge where a request ends.
    package var proxy: String?
    /// Certificates that are trusted beside the system's, in PEM.
    package var caFile: String?

    package init(proxy: String? = nil, caFile: String? = nil) {
        self.proxy = proxy
        self.caFile = caFile
    }
}
