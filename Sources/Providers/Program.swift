/// What this program calls itself on the wire.
package enum Program {
    package static let name = "Belfry"
    package static let version = "0.1.0"

    /// RFC 9110, section 10.1.5.
    package static let userAgent = "\(name)/\(version)"
}
