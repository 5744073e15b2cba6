import Glibc

/// Files for their owner alone; in a shared installation, also for the group that its folders are opened to.
extension Files {
    /// Writes a file that does not exist yet, synced; `false` when it was there already.
    ///
    /// Its mode is 0600. In a folder that is open to a group which is not ours, and closed to all others, it is that
    /// group's to read: 0640.
    static func createPrivate(_ path: String, _ text: String) throws(FileError) -> Bool {
        guard try create(path, mode: 0o600, text) else { return false }
        guard let group = meantGroup(for: path), group != getegid() else { return true }
        // Who is not in that group cannot give it anything: then the file stays its owner's.
        if unsafe chown(path, uid_t.max, group) == 0 { try setMode(0o640, of: path) }
        return true
    }

    /// Makes a folder for such files; `false` when it was there already.
    static func makePrivateFolder(_ path: String) throws(FileError) -> Bool {
        guard try makeDirectory(path, mode: 0o700) else { return false }
        guard let group = meantGroup(for: path), group != getegid() else { return true }
        if unsafe chown(path, uid_t.max, group) == 0 { try setMode(0o2750, of: path) }
        return true
    }

    /// The command that lets only those read a file who are meant to.
    static func closing(_ path: String) -> String { opening(path) ?? "chmod o= '\(path)'" }

    /// The command that lets the group of a file's folder read it, and nobody else; `nil` where it needs none.
    static func opening(_ path: String) -> String? {
        guard let group = meantGroup(for: path), let status = status(path) else { return nil }
        if status.group != group { return "chgrp \(name(ofGroup: group)) '\(path)' && chmod 640 '\(path)'" }
        return status.isReadableByGroup ? nil : "chmod 640 '\(path)'"
    }

    /// The group that the file's folder is open to, if it is closed to all others.
    private static func meantGroup(for path: String) -> gid_t? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        guard let folder = status(parts.isEmpty ? "." : parts.joined(separator: "/") + "/") else { return nil }
        return folder.mode & 0o017 == 0o010 ? folder.group : nil
    }

    /// getgrgid(3); the number where the group has no name.
    private static func name(ofGroup group: gid_t) -> String {
        guard let entry = unsafe getgrgid(group) else { return "\(group)" }
        return unsafe String(cString: entry.pointee.gr_name)
    }
}
