/// The address of a proxy that all requests take: `http://proxy.example:3128`.
enum ProxyAddress {
    /// With `socks5h` the proxy resolves the names, as an HTTP proxy does.
    static let schemes = ["http", "https", "socks5h"]

    /// What is wrong with an address; never quotes it, for a password may stand in it.
    static func flaw(of text: String) -> (message: String, note: String)? {
        guard let scheme = schemes.first(where: { text.lowercased().hasPrefix($0 + "://") }) else {
            return ("the proxy's address does not begin with 'http://', 'https://' or 'socks5h://'", example)
        }
        let rest = text.dropFirst(scheme.count + "://".count)
        let host = rest.split(separator: "@", omittingEmptySubsequences: false).last ?? rest
        guard host.allSatisfy({ $0 != "/" && $0 != "?" && $0 != "#" }) else {
            return ("the proxy's address has more than a host and a port", example)
        }
        do throws(WebhookAddress.Flaw) {
            // User and password are libcurl's to read; that the whole is printable ASCII is checked with them.
            _ = try WebhookAddress("http://\(host)/\(rest.prefix(rest.count - host.count))")
            return nil
        } catch {
            return (error.message.replacing("the address", with: "the proxy's address"), example)
        }
    }

    private static let example = "for example 'http://proxy.example:3128'"
}
