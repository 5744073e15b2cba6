/// Why there is no transport at all.
package enum TransportError: Error, Sendable, Equatable, CustomStringConvertible {
    /// libcurl, or what it stands on, does not start.
    case unavailable
    /// The installed libcurl lacks what the safety of requests rests on.
    case tooOld(version: String)

    package var description: String {
        switch self {
        case .unavailable: "libcurl cannot be initialized"
        case .tooOld(let version): "libcurl \(version) is too old: 7.85.0 or newer is needed"
        }
    }
}
