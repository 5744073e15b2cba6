import Glibc

/// The system said no: which call, on what, and why.
package struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
    package let call: String
    package let path: String
    /// `errno`.
    package let code: Int32

    package init(_ call: String, _ path: String, code: Int32) {
        self.call = call
        self.path = path
        self.code = code
    }

    /// Something that must be on the disk is not there, or not what it was.
    package static func damaged(_ what: String, _ path: String) -> SystemError {
        SystemError("read \(what)", path, code: EBADMSG)
    }

    package var description: String { "\(path): \(call): \(reason)" }

    package var reason: String { unsafe String(cString: strerror(code)) }

    package var isMissing: Bool { code == ENOENT }
    package var isExisting: Bool { code == EEXIST }
    /// A link, or a socket: what cannot be opened as a file.
    package var isNoFile: Bool { code == ELOOP || code == ENXIO }
    package var isPermission: Bool { code == EACCES || code == EPERM }
    /// A name that has to stay where it is: a mount point, or not ours to move.
    package var isImmovable: Bool { code == EXDEV || code == EBUSY || isPermission }
}
