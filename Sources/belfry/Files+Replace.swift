import Glibc

extension Files {
    /// Puts other text into a file that is there, whole or not at all, for the same readers as before.
    ///
    /// Written beside it, synced and renamed. A link stays one: what it leads to is replaced. The mode loses what others
    /// than owner and group may do.
    static func replaceKeepingOwner(_ path: String, _ text: String) throws(FileError) {
        let target = try resolved(path)
        var old = stat()
        guard unsafe stat(target, &old) == 0 else { throw FileError("stat", target) }
        let aside = target + ".new"
        // Two who replace it at once must not mix: the second meets the first one's file.
        let file = try Descriptor(open: aside, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        do throws(FileError) {
            guard fchown(file.number, old.st_uid, old.st_gid) == 0 else { throw FileError("fchown", aside) }
            guard fchmod(file.number, old.st_mode & 0o770) == 0 else { throw FileError("fchmod", aside) }
            try file.write(Array(text.utf8))
            try file.synchronize()
            try rename(aside, to: target)
        } catch {
            remove(aside)
            throw error
        }
        let folder = target.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try Descriptor(open: folder.isEmpty ? "/" : folder, flags: O_RDONLY | O_DIRECTORY).synchronize()
    }

    /// realpath(3).
    private static func resolved(_ path: String) throws(FileError) -> String {
        guard let real = unsafe realpath(path, nil) else { throw FileError("realpath", path) }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }
}
